package org.cwm.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.cwm.variational.zoo.Ring;
import org.junit.jupiter.api.Test;

/** A limit holds for the whole fit, whatever the target does. */
class TimeLimitTest {

    /** A standard normal density in the plane whose evaluations do something first. */
    private static TargetDensity normal(Runnable first) {
        return new TargetDensity() {
            @Override
            public int dimension() {
                return 2;
            }

            @Override
            public double logDensity(double[] x, double[] gradient) {
                first.run();
                gradient[0] = -x[0];
                gradient[1] = -x[1];
                return -0.5 * (x[0] * x[0] + x[1] * x[1]);
            }
        };
    }

    private static VariationalOptions limit(int seconds) {
        return VariationalOptions.defaults().withTimeLimit(Duration.ofSeconds(seconds));
    }

    private static double seconds(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return 1e-9 * (System.nanoTime() - began);
    }

    /** The fit ends near its limit with a verdict; where its components would need far longer. */
    @Test
    void theVerdictIsWithinTheLimit() {
        double seconds = seconds(() -> {
            Posterior p = VariationalFit.fit(
                    Ring.standard(), limit(4).withComponents(50).withRepairs(1), VariationalProgress.Listener.NONE);
            assertThat(p.verdict().draws()).isGreaterThan(1000);
        });
        // half as long again for a machine that others use at the same time
        assertThat(seconds).isLessThan(6);
    }

    /** Repairs after bad verdicts, as many as there is time for, are within the limit too: two components are no ring. */
    @Test
    void repairsAreWithinTheLimit() {
        double seconds = seconds(() -> {
            Posterior p = VariationalFit.fit(
                    Ring.standard(),
                    limit(6).withComponents(2).withSteps(100).withRepairs(99),
                    VariationalProgress.Listener.NONE);
            assertThat(p.repairs()).isPositive();
        });
        // half as long again, as above
        assertThat(seconds).isLessThan(9);
    }

    /** A call that never returns is named, and the wait for it ends. */
    @Test
    void aCallThatDoesNotReturnIsNamed() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        TargetDensity stuck = normal(() -> {
            if (calls.incrementAndGet() > 5000) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        double seconds = seconds(
                () -> assertThatThrownBy(() -> VariationalFit.fit(stuck, limit(1), VariationalProgress.Listener.NONE))
                        .isInstanceOfSatisfying(TargetException.class, e -> assertThat(e.reason())
                                .isEqualTo(TargetException.Cause.TOO_SLOW))
                        .hasMessageContaining("has not returned")
                        .hasMessageContaining("x1 = "));
        never.countDown();
        assertThat(seconds).isLessThan(5);
    }

    /** Calls that return, but so late that there can be no fit, end in an error that says so. */
    @Test
    void aTargetTooSlowForTheLimitIsNamed() {
        TargetDensity slow = normal(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        double seconds = seconds(
                () -> assertThatThrownBy(() -> VariationalFit.fit(slow, limit(1), VariationalProgress.Listener.NONE))
                        .isInstanceOfSatisfying(TargetException.class, e -> assertThat(e.reason())
                                .isEqualTo(TargetException.Cause.TOO_SLOW))
                        .hasMessageContaining("too slow"));
        // one and a half limits, two seconds, and the batch of 32 that is under way
        assertThat(seconds).isLessThan(6);
    }

    /** An error on the fit's own thread is the caller's. */
    @Test
    void errorsPassThrough() {
        assertThatThrownBy(() -> VariationalFit.fit(
                        normal(() -> {
                            throw new ArithmeticException("of the user");
                        }),
                        limit(5),
                        VariationalProgress.Listener.NONE))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("of the user");
    }
}
