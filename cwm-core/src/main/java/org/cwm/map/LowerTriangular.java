package org.cwm.map;

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
        return new TriangularProgram(components, dimension, kernels);
    }

    @Override
    public InverseMaps inverses(Kernels kernels) {
        return new Inverses(components, dimension, values, kernels);
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
            stride = TriangularProgram.strideOf(dimension);
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
}
