package org.cwm.bench.limits;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.function.IntFunction;

/** Runs the same work in several threads over common spans of time and adds up their rates. */
final class Spans {
    private static final long WARM_UP_NANOS = 500_000_000;
    private static final long SPAN_NANOS = 60_000_000;
    private static final int SPANS = 9;

    private Spans() {}

    /** Work of one thread in small portions, much shorter than a span. */
    interface Work {
        /** Does one portion and returns its units of work. */
        double run();
    }

    /**
     * Measures.
     *
     * @param threads number of threads, at least 1
     * @param work makes the work of a thread
     * @return 10^9 units a second, all threads together
     * @throws IllegalArgumentException if threads is below 1
     */
    static Rate measure(int threads, IntFunction<? extends Work> work) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + ", must be at least 1");
        }
        double[][] rates = new double[threads][SPANS];
        CyclicBarrier start = new CyclicBarrier(threads);
        Thread[] crew = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int worker = t;
            crew[t] = new Thread(() -> spans(work.apply(worker), rates[worker], start), "cwm-limit-" + t);
            crew[t].start();
        }
        try {
            for (Thread t : crew) {
                t.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while measuring", e);
        }
        double[] total = new double[SPANS];
        for (double[] own : rates) {
            for (int s = 0; s < SPANS; s++) {
                total[s] += own[s];
            }
        }
        return Rate.of(total);
    }

    private static void spans(Work work, double[] rates, CyclicBarrier start) {
        rate(work, WARM_UP_NANOS);
        try {
            for (int s = 0; s < rates.length; s++) {
                start.await();
                rates[s] = rate(work, SPAN_NANOS);
            }
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }

    /** Returns units of work a nanosecond. */
    private static double rate(Work work, long nanos) {
        double units = 0;
        long begin = System.nanoTime();
        long now = begin;
        while (now - begin < nanos) {
            units += work.run();
            now = System.nanoTime();
        }
        return units / (now - begin);
    }
}
