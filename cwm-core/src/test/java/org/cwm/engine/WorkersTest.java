package org.cwm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyTaskRunsOnce(int threads) {
        try (Workers w = Workers.of(threads)) {
            assertThat(w.threads()).isEqualTo(threads);
            for (int tasks : new int[] {0, 1, 2, 7, 1000}) {
                AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
                w.run(tasks, (i, worker) -> {
                    assertThat(worker).isBetween(0, threads - 1);
                    runs.incrementAndGet(i);
                });
                for (int i = 0; i < tasks; i++) {
                    assertThat(runs.get(i)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void writesAreVisibleToTheCallerThroughManyShortCalls() {
        int[] cells = new int[5];
        try (Workers w = Workers.of(3)) {
            for (int round = 1; round <= 20_000; round++) {
                int now = round;
                w.run(cells.length, (i, worker) -> cells[i] = now);
                for (int c : cells) {
                    assertThat(c).isEqualTo(round);
                }
            }
        }
    }

    @Test
    void wakesWorkersThatWentToSleep() throws InterruptedException {
        try (Workers w = Workers.of(2)) {
            int[] sums = new int[2];
            for (int round = 0; round < 20; round++) {
                Thread.sleep(2);
                w.run(2, (i, worker) -> sums[i]++);
            }
            assertThat(sums).containsExactly(20, 20);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void throwsTheFailureOfTheLowestTask(int threads) {
        try (Workers w = Workers.of(threads)) {
            for (int round = 0; round < 200; round++) {
                assertThatThrownBy(() -> w.run(100, (i, worker) -> {
                            if (i % 10 == 7) {
                                throw new IllegalArgumentException("task " + i);
                            }
                        }))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("task 7");
            }
            assertThatThrownBy(() -> w.run(3, (i, worker) -> {
                        throw new AssertionError("error " + i);
                    }))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("error 0");
            int[] after = new int[4];
            w.run(4, (i, worker) -> after[i] = i);
            assertThat(after).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void scratchOfAWorkerIsNeverShared() {
        try (Workers w = Workers.of(4)) {
            boolean[] inUse = new boolean[4];
            w.run(2000, (i, worker) -> {
                synchronized (inUse) {
                    assertThat(inUse[worker]).isFalse();
                    inUse[worker] = true;
                }
                Thread.yield();
                synchronized (inUse) {
                    inUse[worker] = false;
                }
            });
        }
    }

    @Test
    void keepsTheInterruptOfTheCaller() {
        try (Workers w = Workers.of(2)) {
            Thread.currentThread().interrupt();
            int[] out = new int[8];
            w.run(8, (i, worker) -> out[i] = 1);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Arrays.stream(out).sum()).isEqualTo(8);
        }
    }

    @Test
    void refusesMisuse() {
        assertThatThrownBy(() -> Workers.of(0)).hasMessage("threads: 0, must be at least 1");
        Workers w = Workers.of(2);
        assertThatThrownBy(() -> w.run(-1, (i, worker) -> {})).hasMessage("tasks: -1, must be at least 0");
        assertThatThrownBy(() -> w.run(2, (i, worker) -> w.run(2, (j, v) -> {})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the workers are already running");
        w.close();
        w.close();
        assertThatThrownBy(() -> w.run(1, (i, worker) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the workers are closed");
    }
}
