package org.cwm.map;

import org.cwm.base.Base;
import org.cwm.kernel.Kernels;
import org.cwm.parameter.ParameterLayout;

/**
 * Full-covariance maps T_k(x) = L_k^{-1} (x - m_k) with L_k lower triangular, Sigma_k = L_k L_k^T, log |det J_k| =
 * -sum_d log L_kdd. Tensors: {@code maps.mean} (K, D), {@code maps.logDiagonal} (K, D) and {@code maps.lower}
 * (K, D (D - 1) / 2), the strict lower triangle row by row. Relative coordinates (a, B): m = m0 + L0 a, L = L0 B.
 */
public final class LowerTriangular implements ComponentMaps {

    /** Name used in model files. */
    public static final String ID = "lower-triangular";

    private final int components;
    private final int dimension;
    private final ParameterLayout layout;
    private final float[] values;

    private LowerTriangular(int components, int dimension, float[] values) {
        this.components = components;
        this.dimension = dimension;
        this.layout = layout(components, dimension);
        this.values = layout.checkedCopy(values);
    }

    /**
     * The tensors of K triangular maps in D dimensions.
     *
     * @param components K
     * @param dimension D
     * @return the layout
     */
    public static ParameterLayout layout(int components, int dimension) {
        return ParameterLayout.empty()
                .with("maps.mean", components, dimension)
                .with("maps.logDiagonal", components, dimension)
                .with("maps.lower", components, dimension * (dimension - 1) / 2);
    }

    /**
     * Maps with given parameters.
     *
     * @param components K, at least 1
     * @param dimension D, at least 1
     * @param values means, log diagonals, strict lower triangles; copied
     * @return the maps
     */
    public static LowerTriangular of(int components, int dimension, float[] values) {
        return new LowerTriangular(components, dimension, values);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int components() {
        return components;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public float[] parameters() {
        return values.clone();
    }

    @Override
    public LowerTriangular withParameters(float[] newValues) {
        return new LowerTriangular(components, dimension, newValues);
    }

    @Override
    public double toBase(int k, double[] x, int xOffset, double[] z, int zOffset) {
        double logDet = 0;
        int lower = lowerOffset(k);
        for (int i = 0; i < dimension; i++) {
            double sum = x[xOffset + i] - values[k * dimension + i];
            for (int j = 0; j < i; j++) {
                sum -= values[lower++] * z[zOffset + j];
            }
            double logDiagonal = values[(components + k) * dimension + i];
            z[zOffset + i] = sum * Math.exp(-logDiagonal);
            logDet -= logDiagonal;
        }
        return logDet;
    }

    @Override
    public double toData(int k, double[] z, int zOffset, double[] x, int xOffset) {
        double logDet = 0;
        int lower = lowerOffset(k);
        for (int i = 0; i < dimension; i++) {
            double logDiagonal = values[(components + k) * dimension + i];
            double sum = values[k * dimension + i] + Math.exp(logDiagonal) * z[zOffset + i];
            for (int j = 0; j < i; j++) {
                sum += values[lower++] * z[zOffset + j];
            }
            x[xOffset + i] = sum;
            logDet += logDiagonal;
        }
        return logDet;
    }

    private int lowerOffset(int k) {
        return 2 * components * dimension + k * (dimension * (dimension - 1) / 2);
    }

    @Override
    public void compose(float[] reference, float[] relative, float[] out) {
        int d = dimension;
        double[] l0 = new double[d * d];
        double[] b = new double[d * d];
        double[] product = new double[d];
        for (int k = 0; k < components; k++) {
            Triangular.unpack(reference, 0, components, d, k, l0);
            Triangular.unpack(relative, 0, components, d, k, b);
            for (int i = 0; i < d; i++) {
                double m = reference[k * d + i];
                for (int j = 0; j <= i; j++) {
                    m += l0[i * d + j] * relative[k * d + j];
                }
                out[k * d + i] = (float) m;
                int diagonal = (components + k) * d + i;
                out[diagonal] = reference[diagonal] + relative[diagonal];
                int row = lowerOffset(k) + i * (i - 1) / 2;
                Triangular.productRow(l0, b, d, i, product);
                for (int j = 0; j < i; j++) {
                    out[row + j] = (float) product[j];
                }
            }
        }
    }

    @Override
    public float[] origin() {
        return new float[values.length];
    }

    @Override
    public void clampScales(float[] reference, float[] relative, double[] floors, double leastRelative) {
        ScaleFloor.clamp(reference, relative, components * dimension, dimension, floors, leastRelative);
    }

    @Override
    public MapProgram program(Kernels kernels) {
        return affineProgram(components, dimension, kernels);
    }

    /** The program of K maps in D dimensions. */
    static AffineProgram affineProgram(int components, int dimension, Kernels kernels) {
        return new Program(components, dimension, kernels);
    }

    @Override
    public InverseMaps inverses(Kernels kernels) {
        return new Inverses(components, dimension, values, kernels);
    }

    private static int strideOf(int dimension) {
        return (dimension + Kernels.DOUBLE_BLOCK - 1) / Kernels.DOUBLE_BLOCK * Kernels.DOUBLE_BLOCK;
    }

    private static final class Inverses implements InverseMaps {
        private final Kernels kernels;
        private final int dimension;
        private final int stride;
        private final double[] mean;
        private final double[] zero;
        /** L_k column by column, with zeros above the diagonal. */
        private final double[] lower;

        Inverses(int components, int dimension, float[] values, Kernels kernels) {
            this.kernels = kernels;
            this.dimension = dimension;
            stride = strideOf(dimension);
            mean = new double[components * dimension];
            zero = new double[dimension];
            lower = new double[components * dimension * stride];
            double[] full = new double[dimension * dimension];
            for (int k = 0; k < components; k++) {
                Triangular.unpack(values, 0, components, dimension, k, full);
                for (int i = 0; i < dimension; i++) {
                    mean[k * dimension + i] = values[k * dimension + i];
                    for (int j = 0; j <= i; j++) {
                        lower[(k * dimension + j) * stride + i] = full[i * dimension + j];
                    }
                }
            }
        }

        @Override
        public Tile newTile() {
            double[] product = new double[stride];
            return (component, z, rows, x, xOffset) -> {
                for (int r = 0; r < rows; r++) {
                    toData(component[r], z, r * dimension, product, x, xOffset + r * dimension);
                }
            };
        }

        private void toData(int k, double[] z, int zOffset, double[] product, double[] x, int xOffset) {
            kernels.triangularProduct(
                    lower, k * dimension * stride, dimension, stride, z, zOffset, zero, 0, product, 0);
            for (int d = 0; d < dimension; d++) {
                x[xOffset + d] = product[d] + mean[k * dimension + d];
            }
        }
    }

    private static final class Program implements AffineProgram {
        /** Rows of a matrix that are taken together, with as many zeros to the right as the last of them has. */
        private static final int ROWS = 18;

        private static final float[] ZERO = new float[LANES];

        private final int components;
        private final int dimension;
        private final int packed;
        private final double[] mean;
        private final Kernels kernels;
        private final int stride;
        /** A_k = L_k^{-1}, column by column, with zeros above the diagonal. */
        private final double[] inverse;
        /** L_k likewise; empty as long as no path is wanted. */
        private double[] lower = new double[0];

        private final double[] zero;
        private final double[] logDet;
        private final float[] mean32;
        /** A_k row by row. */
        private final float[] inverse32;

        private final double[] full;
        private final double[] triangle;

        Program(int components, int dimension, Kernels kernels) {
            this.kernels = kernels;
            stride = strideOf(dimension);
            this.components = components;
            this.dimension = dimension;
            packed = dimension * (dimension + 1) / 2;
            mean = new double[components * dimension];
            inverse = new double[components * dimension * stride];
            zero = new double[dimension];
            logDet = new double[components];
            mean32 = new float[components * dimension];
            inverse32 = new float[components * dimension * dimension];
            full = new double[dimension * dimension];
            triangle = new double[packed];
        }

        @Override
        public void load(float[] parameters, int offset) {
            for (int k = 0; k < components; k++) {
                for (int i = 0; i < dimension; i++) {
                    mean32[k * dimension + i] = parameters[offset + k * dimension + i];
                    mean[k * dimension + i] = mean32[k * dimension + i];
                }
                logDet[k] = Triangular.unpack(parameters, offset, components, dimension, k, full);
                Triangular.invert(full, dimension, triangle, 0);
                for (int i = 0; lower.length > 0 && i < dimension; i++) {
                    for (int j = 0; j <= i; j++) {
                        lower[(k * dimension + j) * stride + i] = full[i * dimension + j];
                    }
                }
                int a = 0;
                for (int i = 0; i < dimension; i++) {
                    for (int j = 0; j <= i; j++) {
                        inverse[(k * dimension + j) * stride + i] = triangle[a];
                        inverse32[(k * dimension + i) * dimension + j] = (float) triangle[a];
                        a++;
                    }
                }
            }
        }

        @Override
        public void logTerms(Base base, float[] x, float[] differences, float[] z, float[] sum, float[] out) {
            for (int k = 0; k < components; k++) {
                for (int d = 0; d < dimension; d++) {
                    Lanes.subtract(x, d * LANES, mean32[k * dimension + d], differences, d * LANES);
                }
                for (int i = 0; i < dimension; i += ROWS) {
                    int end = Math.min(dimension, i + ROWS);
                    kernels.multiplyAdd(
                            inverse32,
                            (k * dimension + i) * dimension,
                            dimension,
                            1,
                            differences,
                            0,
                            LANES,
                            ZERO,
                            0,
                            0,
                            z,
                            i * LANES,
                            LANES,
                            end - i,
                            LANES,
                            end);
                }
                java.util.Arrays.fill(sum, 0, LANES, 0f);
                for (int d = 0; d < dimension; d++) {
                    Lanes.addSquares(z, d * LANES, sum);
                }
                base.logDensities(sum, LANES, dimension, logDet[k], out, k * LANES);
            }
        }

        @Override
        public int dimension() {
            return dimension;
        }

        @Override
        public int baseStride() {
            return stride;
        }

        @Override
        public double toBase(int k, double[] x, int xOffset, double[] z, int zOffset) {
            kernels.triangularProduct(
                    inverse, k * dimension * stride, dimension, stride, x, xOffset, mean, k * dimension, z, zOffset);
            return logDet[k];
        }

        @Override
        public PathTile newPathTile() {
            if (lower.length == 0) {
                lower = new double[inverse.length];
            }
            return new AffinePaths(this);
        }

        @Override
        public void addTransposed(int k, float[] gradient, int gradientOffset, double[] out, int outOffset) {
            for (int j = 0; j < dimension; j++) {
                int column = (k * dimension + j) * stride;
                out[outOffset + j] += columnProduct(inverse, column, gradient, gradientOffset, j, dimension);
            }
        }

        /** Sum over i in [from, to) of column[i] g[i], with four sums side by side. */
        private static double columnProduct(double[] m, int column, float[] g, int offset, int from, int to) {
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            int i = from;
            for (; i + 3 < to; i += 4) {
                a += m[column + i] * g[offset + i];
                b += m[column + i + 1] * g[offset + i + 1];
                c += m[column + i + 2] * g[offset + i + 2];
                d += m[column + i + 3] * g[offset + i + 3];
            }
            for (; i < to; i++) {
                a += m[column + i] * g[offset + i];
            }
            return (a + b) + (c + d);
        }

        @Override
        public void toData(int k, double[] z, int zOffset, double[] padded, int paddedOffset) {
            kernels.triangularProduct(
                    lower, k * dimension * stride, dimension, stride, z, zOffset, zero, 0, padded, paddedOffset);
            for (int d = 0; d < dimension; d++) {
                padded[paddedOffset + d] += mean[k * dimension + d];
            }
        }

        @Override
        public void pullToBase(int k, double[] gradient, int gradientOffset, float[] out) {
            for (int j = 0; j < dimension; j++) {
                int column = (k * dimension + j) * stride;
                double sum = 0;
                for (int i = j; i < dimension; i++) {
                    sum += lower[column + i] * gradient[gradientOffset + i];
                }
                out[j] = (float) -sum;
            }
        }

        @Override
        public int statisticsSize() {
            return components * (1 + dimension + packed);
        }

        @Override
        public void accumulate(
                int k, float weight, float[] z, int zOffset, float[] gradient, int gradientOffset, float[] statistics) {
            int s = k * (1 + dimension + packed);
            statistics[s++] += weight;
            for (int d = 0; d < dimension; d++) {
                statistics[s++] += gradient[gradientOffset + d];
            }
            for (int i = 0; i < dimension; i++) {
                float g = gradient[gradientOffset + i];
                for (int j = 0; j <= i; j++) {
                    statistics[s + j] += g * z[zOffset + j];
                }
                s += i + 1;
            }
        }

        /**
         * With z = B^{-1} (u - a): d/da = -B^{-T} v and d/dB = -(B^{-T} M) (lower part), where v and M are the sums
         * of g and g z^T. Only the lower part of M is summed, which is all that B^{-T} M's lower part needs, B^{-T}
         * being upper triangular.
         */
        @Override
        public void finish(float[] statistics, float[] relative, int offset, float[] gradient) {
            int d = dimension;
            double[] b = new double[d * d];
            double[] g = new double[d * d];
            double[] v = new double[d];
            for (int k = 0; k < components; k++) {
                Triangular.unpack(relative, offset, components, d, k, b);
                int s = k * (1 + d + packed);
                float weight = statistics[s++];
                for (int i = 0; i < d; i++) {
                    v[i] = statistics[s++];
                }
                for (int i = 0; i < d; i++) {
                    for (int j = 0; j <= i; j++) {
                        g[i * d + j] = statistics[s++];
                    }
                }
                Triangular.solveTransposed(b, d, v, g);
                int lower = offset + 2 * components * d + k * (d * (d - 1) / 2);
                for (int i = 0; i < d; i++) {
                    gradient[offset + k * d + i] = (float) -v[i];
                    gradient[offset + (components + k) * d + i] = (float) (-g[i * d + i] * b[i * d + i] - weight);
                    for (int j = 0; j < i; j++) {
                        gradient[lower++] = (float) -g[i * d + j];
                    }
                }
            }
        }
    }
}
