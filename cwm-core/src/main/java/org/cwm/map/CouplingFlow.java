package org.cwm.map;

import org.cwm.kernel.Activation;
import org.cwm.kernel.Kernels;
import org.cwm.parameter.ParameterLayout;
import org.cwm.parameter.Slice;
import org.cwm.random.RandomStream;

/**
 * Normalising flows: T_k is a {@link LowerTriangular} map followed by coupling layers, see {@link FlowArchitecture}. With
 * networks whose last layers are zero, and mixings that are the identity, T_k is the triangular map itself. RealNVP and
 * neural spline flows are K = 1 with affine and spline couplings; several flows under constant weights are a mixture of
 * flows.
 *
 * <p>Relative coordinates: those of {@link LowerTriangular} for the triangular map, whose reference is the start; the rest
 * are absolute.
 */
public final class CouplingFlow implements ComponentMaps {

    /** Name used in model files. */
    public static final String ID = "coupling-flow";

    private final FlowArchitecture architecture;
    private final ParameterLayout layout;
    private final float[] values;
    private final LowerTriangular whitening;
    private final FlowReference reference;

    private CouplingFlow(FlowArchitecture architecture, float[] values) {
        this.architecture = architecture;
        this.layout = architecture.layout();
        this.values = layout.checkedCopy(values);
        int k = architecture.components();
        int d = architecture.dimension();
        whitening = LowerTriangular.of(
                k,
                d,
                java.util.Arrays.copyOf(values, LowerTriangular.layout(k, d).size()));
        reference = new FlowReference(architecture, this.values, whitening);
    }

    /**
     * Flows with given parameters.
     *
     * @param architecture sizes
     * @param values flat parameters; copied
     * @return the flows
     */
    public static CouplingFlow of(FlowArchitecture architecture, float[] values) {
        return new CouplingFlow(architecture, values);
    }

    /**
     * Flows that are triangular maps at first: random hidden layers, last layers 0, mixings the identity.
     *
     * <p>Hidden weights: first layer N(0, scale^2) for sine, with biases uniform on (-pi, pi); otherwise uniform with
     * variance gain^2 / inputs (gain 1 for tanh, sqrt 2 for SiLU and later sine layers), the first layer times scale.
     *
     * @param architecture sizes
     * @param maps triangular maps of as many components and dimensions
     * @param firstLayerScale size of the first layers' weights, above 0
     * @param random advanced
     * @return the flows
     */
    public static CouplingFlow identity(
            FlowArchitecture architecture, LowerTriangular maps, double firstLayerScale, RandomStream random) {
        if (maps.components() != architecture.components() || maps.dimension() != architecture.dimension()) {
            throw new IllegalArgumentException("maps: " + maps.components() + " components in " + maps.dimension()
                    + " dimensions, the flows have " + architecture.components() + " in " + architecture.dimension());
        }
        ParameterLayout layout = architecture.layout();
        float[] v = new float[layout.size()];
        float[] affine = maps.parameters();
        System.arraycopy(affine, 0, v, 0, affine.length);
        for (int l = 0; l < architecture.layers(); l++) {
            int[] widths = architecture.widths(l);
            for (int j = 0; j + 2 < widths.length; j++) {
                boolean fourier = j == 0 && architecture.activation() == Activation.SINE;
                double gain = architecture.activation() == Activation.TANH ? 1 : Math.sqrt(2);
                double limit = gain * Math.sqrt(3.0 / widths[j]) * (j == 0 ? firstLayerScale : 1);
                Slice weight = layout.slice("maps." + l + "." + j + ".weight");
                for (int i = weight.offset(); i < weight.end(); i++) {
                    v[i] = (float)
                            (fourier ? firstLayerScale * random.nextGaussian() : limit * (2 * random.nextDouble() - 1));
                }
                Slice bias = layout.slice("maps." + l + "." + j + ".bias");
                for (int i = bias.offset(); fourier && i < bias.end(); i++) {
                    v[i] = (float) (Math.PI * (2 * random.nextDouble() - 1));
                }
            }
        }
        return new CouplingFlow(architecture, v);
    }

    /**
     * Sizes.
     *
     * @return the architecture
     */
    public FlowArchitecture architecture() {
        return architecture;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int components() {
        return architecture.components();
    }

    @Override
    public int dimension() {
        return architecture.dimension();
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
    public CouplingFlow withParameters(float[] newValues) {
        return new CouplingFlow(architecture, newValues);
    }

    @Override
    public double toBase(int k, double[] x, int xOffset, double[] z, int zOffset) {
        return reference.toBase(k, x, xOffset, z, zOffset);
    }

    @Override
    public double toData(int k, double[] z, int zOffset, double[] x, int xOffset) {
        return reference.toData(k, z, zOffset, x, xOffset);
    }

    @Override
    public void compose(float[] start, float[] relative, float[] out) {
        whitening.compose(start, relative, out);
        int affine = whitening.layout().size();
        System.arraycopy(relative, affine, out, affine, values.length - affine);
    }

    @Override
    public float[] origin() {
        float[] origin = values.clone();
        java.util.Arrays.fill(origin, 0, whitening.layout().size(), 0f);
        return origin;
    }

    /** Bounds the scales of the triangular maps; what the coupling layers do is not bounded. */
    @Override
    public void clampScales(float[] start, float[] relative, double[] floors, double leastRelative) {
        whitening.clampScales(start, relative, floors, leastRelative);
    }

    @Override
    public MapProgram program(Kernels kernels) {
        return new FlowProgram(architecture, kernels);
    }

    @Override
    public InverseMaps inverses(Kernels kernels) {
        return new FlowInverses(architecture, values, whitening, kernels);
    }
}
