package org.cwm.bench.limits;

import java.util.Locale;

/** Prints the limits of this machine for 1 thread up to all processors. */
public final class LimitsReport {
    private LimitsReport() {}

    /**
     * Measures and prints a table.
     *
     * @param args none
     */
    public static void main(String[] args) {
        int most = Runtime.getRuntime().availableProcessors();
        System.out.printf(
                "Java %s, %d processors, vectors of %d bits%n", Runtime.version(), most, PeakFma.vectorBits());
        System.out.println("| limit | threads | median | least | most |");
        System.out.println("|---|---:|---:|---:|---:|");
        for (int threads = 1; threads <= most; threads *= 2) {
            print("multiply-adds, GFLOP/s", threads, PeakFma.gigaflops(threads));
            print("triad, GB/s", threads, MemoryBandwidth.triad(threads));
            print("copy, GB/s", threads, MemoryBandwidth.copy(threads));
        }
    }

    private static void print(String name, int threads, Rate rate) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f | %.1f |%n",
                name,
                threads,
                rate.median(),
                rate.least(),
                rate.most());
    }
}
