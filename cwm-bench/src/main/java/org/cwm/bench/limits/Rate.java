package org.cwm.bench.limits;

import java.util.Arrays;

/**
 * A rate, measured over several spans of time, in 10^9 units of work a second.
 *
 * @param least the slowest span
 * @param median the middle one
 * @param most the fastest one
 */
public record Rate(double least, double median, double most) {

    /**
     * Summary of the rates of several spans.
     *
     * @param rates at least one, not modified
     * @return least, median (the upper one of an even number) and greatest
     */
    static Rate of(double[] rates) {
        double[] sorted = rates.clone();
        Arrays.sort(sorted);
        return new Rate(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }
}
