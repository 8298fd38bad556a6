package org.cwm.map;

import org.cwm.base.Base;
import org.cwm.kernel.Kernels;
import org.cwm.parameter.ParameterLayout;

/**
 * Diagonal maps T_k(x) = (x - m_k) / s_k, log |det J_k| = -sum_d log s_kd. Tensors: {@code maps.mean} (K, D) and
 * {@code maps.logScale} (K, D). Relative coordinates (a, b): m = m0 + s0 a, log s = log s0 + b.
 */
public final class LocationScale implements ComponentMaps {

    /** Name used in model files. */
    public static final String ID = "location-scale";

    private final int components;
    private final int dimension;
    private final ParameterLayout layout;
    private final float[] values;

    private LocationScale(int components, int dimension, float[] values) {
        this.components = components;
        this.dimension = dimension;
        this.layout = layout(components, dimension);
        this.values = layout.checkedCopy(values);
    }

    /**
     * The tensors of K diagonal maps in D dimensions.
     *
     * @param components K
     * @param dimension D
     * @return the layout
     */
    public static ParameterLayout layout(int components, int dimension) {
        return ParameterLayout.empty()
                .with("maps.mean", components, dimension)
                .with("maps.logScale", components, dimension);
    }

    /**
     * Maps with given parameters.
     *
     * @param components K, at least 1
     * @param dimension D, at least 1
     * @param values means (K x D), then log scales (K x D); copied
     * @return the maps
     */
    public static LocationScale of(int components, int dimension, float[] values) {
        return new LocationScale(components, dimension, values);
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
    public LocationScale withParameters(float[] newValues) {
        return new LocationScale(components, dimension, newValues);
    }

    @Override
    public double toBase(int k, double[] x, int xOffset, double[] z, int zOffset) {
        double logDet = 0;
        for (int d = 0; d < dimension; d++) {
            double logScale = values[(components + k) * dimension + d];
            z[zOffset + d] = (x[xOffset + d] - values[k * dimension + d]) * Math.exp(-logScale);
            logDet -= logScale;
        }
        return logDet;
    }

    @Override
    public double toData(int k, double[] z, int zOffset, double[] x, int xOffset) {
        double logDet = 0;
        for (int d = 0; d < dimension; d++) {
            double logScale = values[(components + k) * dimension + d];
            x[xOffset + d] = values[k * dimension + d] + Math.exp(logScale) * z[zOffset + d];
            logDet += logScale;
        }
        return logDet;
    }

    @Override
    public void compose(float[] reference, float[] relative, float[] out) {
        int kd = components * dimension;
        for (int i = 0; i < kd; i++) {
            out[i] = (float) (reference[i] + Math.exp(reference[kd + i]) * relative[i]);
            out[kd + i] = reference[kd + i] + relative[kd + i];
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
        return new Program(components, dimension);
    }

    @Override
    public InverseMaps inverses(Kernels kernels) {
        return new Inverses(components, dimension, values);
    }

    private static final class Inverses implements InverseMaps {
        private final int dimension;
        private final double[] mean;
        private final double[] scale;

        Inverses(int components, int dimension, float[] values) {
            this.dimension = dimension;
            int kd = components * dimension;
            mean = new double[kd];
            scale = new double[kd];
            for (int i = 0; i < kd; i++) {
                mean[i] = values[i];
                scale[i] = Math.exp(values[kd + i]);
            }
        }

        @Override
        public Tile newTile() {
            return this::toData;
        }

        private void toData(int[] component, double[] z, int rows, double[] x, int xOffset) {
            for (int r = 0; r < rows; r++) {
                int k = component[r] * dimension;
                for (int i = r * dimension; i < (r + 1) * dimension; i++, k++) {
                    x[xOffset + i] = mean[k] + scale[k] * z[i];
                }
            }
        }
    }

    private static final class Program implements AffineProgram {
        private final int components;
        private final int dimension;
        private final double[] mean;
        private final double[] scale;
        private final double[] inverseScale;
        private final double[] logDet;
        private final float[] mean32;
        private final float[] inverseScale32;

        Program(int components, int dimension) {
            this.components = components;
            this.dimension = dimension;
            mean = new double[components * dimension];
            scale = new double[components * dimension];
            inverseScale = new double[components * dimension];
            logDet = new double[components];
            mean32 = new float[components * dimension];
            inverseScale32 = new float[components * dimension];
        }

        @Override
        public void load(float[] parameters, int offset) {
            int kd = components * dimension;
            for (int k = 0; k < components; k++) {
                double sum = 0;
                for (int i = k * dimension; i < (k + 1) * dimension; i++) {
                    double logScale = parameters[offset + kd + i];
                    mean[i] = parameters[offset + i];
                    scale[i] = Math.exp(logScale);
                    inverseScale[i] = Math.exp(-logScale);
                    mean32[i] = parameters[offset + i];
                    inverseScale32[i] = (float) inverseScale[i];
                    sum -= logScale;
                }
                logDet[k] = sum;
            }
        }

        @Override
        public void logTerms(Base base, float[] x, float[] differences, float[] z, float[] sum, float[] out) {
            for (int k = 0; k < components; k++) {
                java.util.Arrays.fill(sum, 0, LANES, 0f);
                for (int d = 0; d < dimension; d++) {
                    addSquares(x, d * LANES, mean32[k * dimension + d], inverseScale32[k * dimension + d], sum);
                }
                base.logDensities(sum, LANES, dimension, logDet[k], out, k * LANES);
            }
        }

        private static void addSquares(float[] x, int offset, float m, float a, float[] sum) {
            for (int p = 0; p < LANES; p++) {
                float z = (x[offset + p] - m) * a;
                sum[p] += z * z;
            }
        }

        @Override
        public int dimension() {
            return dimension;
        }

        @Override
        public int baseStride() {
            return dimension;
        }

        @Override
        public double toBase(int k, double[] x, int xOffset, double[] z, int zOffset) {
            for (int d = 0; d < dimension; d++) {
                z[zOffset + d] = (x[xOffset + d] - mean[k * dimension + d]) * inverseScale[k * dimension + d];
            }
            return logDet[k];
        }

        @Override
        public void addTransposed(int k, float[] gradient, int gradientOffset, double[] out, int outOffset) {
            for (int d = 0; d < dimension; d++) {
                out[outOffset + d] += inverseScale[k * dimension + d] * gradient[gradientOffset + d];
            }
        }

        @Override
        public void toData(int k, double[] z, int zOffset, double[] x, int xOffset) {
            for (int d = 0; d < dimension; d++) {
                x[xOffset + d] = mean[k * dimension + d] + scale[k * dimension + d] * z[zOffset + d];
            }
        }

        @Override
        public void pullToBase(int k, double[] gradient, int gradientOffset, float[] out) {
            for (int d = 0; d < dimension; d++) {
                out[d] = (float) (-scale[k * dimension + d] * gradient[gradientOffset + d]);
            }
        }

        @Override
        public int statisticsSize() {
            return components * (1 + 2 * dimension);
        }

        @Override
        public void accumulate(
                int k, float weight, float[] z, int zOffset, float[] gradient, int gradientOffset, float[] statistics) {
            int s = k * (1 + 2 * dimension);
            statistics[s] += weight;
            for (int d = 0; d < dimension; d++) {
                float g = gradient[gradientOffset + d];
                statistics[s + 1 + d] += g;
                statistics[s + 1 + dimension + d] += g * z[zOffset + d];
            }
        }

        @Override
        public void finish(float[] statistics, float[] relative, int offset, float[] gradient) {
            int kd = components * dimension;
            for (int k = 0; k < components; k++) {
                int s = k * (1 + 2 * dimension);
                for (int d = 0; d < dimension; d++) {
                    int i = k * dimension + d;
                    gradient[offset + i] = (float) (-statistics[s + 1 + d] * Math.exp(-relative[offset + kd + i]));
                    gradient[offset + kd + i] = -statistics[s + 1 + dimension + d] - statistics[s];
                }
            }
        }
    }
}
