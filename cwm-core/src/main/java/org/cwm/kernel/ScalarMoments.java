package org.cwm.kernel;

/**
 * Weighted moments in plain Java: the products of each row are computed once, by rows, and then added with each
 * component's weights, four rows at a time.
 */
final class ScalarMoments implements GaussianKernels.Moments {

    private static final int GROUP = GaussianKernels.GROUP;

    private final boolean full;
    private final int dimension;
    private final int size;
    private double[][] products = new double[0][];
    private double[][] x = new double[0][];
    private int[] index = new int[0];
    private int lanes;
    private boolean prepared;

    ScalarMoments(boolean full, int dimension) {
        this.full = full;
        this.dimension = dimension;
        size = full ? (dimension + 1) * (dimension + 2) / 2 : 2 * dimension + 1;
    }

    @Override
    public int parts() {
        return 1;
    }

    @Override
    public void rows(double[][] columns, int n) {
        x = columns;
        lanes = n;
        prepared = false;
    }

    private void prepare() {
        if (products.length < lanes) {
            products = new double[lanes][size];
        }
        for (int i = 0; i < lanes; i++) {
            double[] f = products[i];
            f[0] = 1;
            int at = 1;
            for (int r = 0; r < dimension; r++) {
                double v = x[r][i];
                f[at++] = v;
                for (int c = full ? 0 : r; c <= r; c++) {
                    f[at++] = v * x[c][i];
                }
            }
        }
        prepared = true;
    }

    @Override
    public void add(double[] e, double[] factor, int[] groups, int count, double[] sums) {
        if (!prepared) {
            prepare();
        }
        if (index.length < count * GROUP + 4) {
            index = new int[count * GROUP + 4];
        }
        int kept = 0;
        for (int j = 0; j < count; j++) {
            int first = groups[j];
            for (int i = 0; i < GROUP; i++) {
                double r = e[j * GROUP + i] * factor[first + i];
                e[kept] = r;
                index[kept] = first + i;
                kept += r > 0 ? 1 : 0;
            }
        }
        index[kept] = 0;
        index[kept + 1] = 0;
        index[kept + 2] = 0;
        for (int j = 0; j < kept; j += 4) {
            addFour(
                    sums,
                    products[index[j]],
                    products[index[j + 1]],
                    products[index[j + 2]],
                    products[index[j + 3]],
                    e[j],
                    j + 1 < kept ? e[j + 1] : 0,
                    j + 2 < kept ? e[j + 2] : 0,
                    j + 3 < kept ? e[j + 3] : 0,
                    size);
        }
    }

    private static void addFour(
            double[] t,
            double[] x0,
            double[] x1,
            double[] x2,
            double[] x3,
            double a0,
            double a1,
            double a2,
            double a3,
            int n) {
        for (int i = 0; i < n; i++) {
            t[i] += a0 * x0[i] + a1 * x1[i] + a2 * x2[i] + a3 * x3[i];
        }
    }
}
