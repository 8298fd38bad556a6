package org.cwm.fit;

import org.cwm.engine.Workers;
import org.cwm.kernel.GaussianKernels;
import org.cwm.model.Points;

/**
 * An order of rows that puts rows close together into the same block, so that most components are negligible in most
 * blocks: by the component of the greatest responsibility, and within a component by splits at a median of the widest
 * column.
 */
final class EmOrder {

    private final double[] values;
    private final int dimension;
    private final int[] order;

    private EmOrder(Points points, int[] order) {
        values = points.values();
        dimension = points.columns();
        this.order = order;
    }

    /** The row numbers in order. */
    static int[] of(Points points, GaussianMixture g, Workers workers) {
        int n = points.rows();
        int components = g.components();
        int[] home = new int[n];
        EmWhitening whitening = EmWhitening.of(g, EmWhitening.centreOf(g));
        GaussianKernels kernels = EmTile.kernels(n, components, points.columns());
        EmTile[] tiles = new EmTile[workers.threads()];
        EmBlock[] blocks = new EmBlock[workers.threads()];
        workers.run((n + EmBlock.LANES - 1) / EmBlock.LANES, (b, worker) -> {
            if (tiles[worker] == null) {
                tiles[worker] = new EmTile(components, points.columns(), kernels);
                blocks[worker] = new EmBlock(points.columns(), EmBlock.LANES);
            }
            int first = b * EmBlock.LANES;
            blocks[worker].load(points, null, first, Math.min(EmBlock.LANES, n - first), whitening.centre());
            tiles[worker].evaluate(whitening, blocks[worker]);
            tiles[worker].home(home, first);
        });
        int[] from = new int[components + 1];
        for (int k : home) {
            from[k + 1]++;
        }
        for (int k = 0; k < components; k++) {
            from[k + 1] += from[k];
        }
        int[] next = from.clone();
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[next[home[i]]++] = i;
        }
        EmOrder o = new EmOrder(points, order);
        workers.run(components, (k, worker) -> o.split(from[k], from[k + 1]));
        return order;
    }

    /** Orders a range; cuts where blocks end. */
    private void split(int from, int to) {
        int cut = ((from + to) / 2 + EmBlock.LANES / 2) / EmBlock.LANES * EmBlock.LANES;
        if (cut <= from || cut >= to) {
            return;
        }
        select(from, to - 1, cut, widest(from, to));
        split(from, cut);
        split(cut, to);
    }

    private int widest(int from, int to) {
        int widest = 0;
        double width = -1;
        for (int d = 0; d < dimension; d++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = from; i < to; i++) {
                double v = at(i, d);
                low = Math.min(low, v);
                high = Math.max(high, v);
            }
            if (high - low > width) {
                width = high - low;
                widest = d;
            }
        }
        return widest;
    }

    private double at(int i, int d) {
        return values[order[i] * dimension + d];
    }

    /** Hoare's selection: afterwards what lies before {@code cut} is not above what lies from there on. */
    private void select(int first, int last, int cut, int d) {
        int low = first;
        int high = last;
        while (low < high) {
            double a = at(low, d);
            double b = at((low + high) >>> 1, d);
            double c = at(high, d);
            double pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
            int i = low;
            int j = high;
            while (i <= j) {
                while (at(i, d) < pivot) {
                    i++;
                }
                while (at(j, d) > pivot) {
                    j--;
                }
                if (i <= j) {
                    int t = order[i];
                    order[i++] = order[j];
                    order[j--] = t;
                }
            }
            if (cut <= j) {
                high = j;
            } else if (cut >= i) {
                low = i;
            } else {
                return;
            }
        }
    }
}
