package org.cwm.bench.selfterm;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import org.cwm.engine.MixtureEngine;
import org.cwm.engine.MixtureProgram;
import org.cwm.engine.Workers;
import org.cwm.kernel.Backend;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.random.RandomStream;

/**
 * Prints the milliseconds that log q and its derivative by the point take at 1,000 draws of q on one thread, against K. Where all
 * components coincide, none can be left out: the same network on as many components then costs what there would be to pay
 * without leaving out. Processor time of the thread, so that other work on the machine counts for little.
 */
public final class SelfTerm {

    private static final int[] COMPONENTS = {10, 20, 50, 100, 200};
    private static final int PATHS = 2000;
    private static final long WARM_UP_NANOS = 200_000_000;
    private static final long SPAN_NANOS = 50_000_000;
    private static final int SPANS = 5;

    private SelfTerm() {}

    /**
     * Measures and prints a table.
     *
     * @param args none
     */
    public static void main(String[] args) {
        System.out.printf(
                "Java %s, %s, one thread%n", Runtime.version(), Backend.get().reason());
        System.out.println("| mixture | K | log q | all rows | share | with its derivative | all rows | share |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|");
        for (int run = 0; run < 4; run++) {
            // until everything is compiled
            for (Scene scene : Scene.values()) {
                milliseconds(scene.mixture(20));
                milliseconds(scene.coinciding(20));
            }
        }
        for (Scene scene : Scene.values()) {
            for (int k : COMPONENTS) {
                double[] pruned = milliseconds(scene.mixture(k));
                double[] whole = milliseconds(scene.coinciding(k));
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
                        scene.title(),
                        k,
                        pruned[0],
                        whole[0],
                        pruned[0] / whole[0],
                        pruned[1],
                        whole[1],
                        pruned[1] / whole[1]);
            }
        }
    }

    /** Of log q and of log q with its derivative, for 1,000 paths. */
    private static double[] milliseconds(ClassifierWeightedMixture q) {
        double[] x = q.sample(PATHS, RandomStream.of(19), 1).values();
        double[] out = new double[PATHS];
        double[] score = new double[x.length];
        try (Workers workers = Workers.of(1)) {
            MixtureProgram program = new MixtureProgram(
                    q.base(), q.maps(), q.classifier(), Backend.get().kernels());
            program.load(q.parameters());
            MixtureEngine engine = new MixtureEngine(program, workers);
            return new double[] {
                median(() -> engine.logDensity(x, PATHS, out, new int[0])),
                median(() -> engine.score(x, PATHS, out, score))
            };
        }
    }

    private static double median(Runnable work) {
        span(work, WARM_UP_NANOS);
        double[] spans = new double[SPANS];
        for (int s = 0; s < SPANS; s++) {
            spans[s] = span(work, SPAN_NANOS);
        }
        Arrays.sort(spans);
        return spans[SPANS / 2];
    }

    /** Milliseconds a thousand paths. */
    private static double span(Runnable work, long nanos) {
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long now = begin;
        int runs = 0;
        while (now - begin < nanos) {
            work.run();
            runs++;
            now = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
        return (now - begin) * 1e-6 / runs / PATHS * 1000;
    }
}
