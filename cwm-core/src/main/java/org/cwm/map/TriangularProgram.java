package org.cwm.map;

import org.cwm.base.Base;
import org.cwm.kernel.Kernels;

/** {@link LowerTriangular} maps for the tile engine. */
final class TriangularProgram implements AffineProgram {
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

    /** Rows of doubles as long as whole blocks of the kernels. */
    static int strideOf(int dimension) {
        return (dimension + Kernels.DOUBLE_BLOCK - 1) / Kernels.DOUBLE_BLOCK * Kernels.DOUBLE_BLOCK;
    }

    TriangularProgram(int components, int dimension, Kernels kernels) {
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
