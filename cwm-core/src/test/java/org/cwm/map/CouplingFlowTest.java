package org.cwm.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.cwm.classifier.Constant;
import org.cwm.kernel.Activation;
import org.cwm.kernel.Backend;
import org.cwm.kernel.Kernels;
import org.cwm.kernel.ScalarKernels;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.NamedModels;
import org.cwm.model.Points;
import org.cwm.parameter.Slice;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of flows beyond those of every family of maps. */
final class CouplingFlowTest {

    private static FlowArchitecture architecture(boolean spline, int k, int d, int layers, int... hidden) {
        return new FlowArchitecture(
                k,
                d,
                spline ? new FlowArchitecture.Spline(7, 2.5) : new FlowArchitecture.Affine(),
                layers,
                hidden,
                Activation.SILU,
                FlowArchitecture.Mixing.LINEAR);
    }

    /** With last layers zero and mixings the identity the model is the Gaussian mixture itself. */
    @ParameterizedTest
    @CsvSource({"false, 1, 2", "true, 1, 2", "false, 3, 1", "true, 3, 1", "false, 4, 5", "true, 4, 5"})
    void startsAtTheMixture(boolean spline, int k, int d) {
        RandomStream random = RandomStream.of(7);
        LowerTriangular affine = (LowerTriangular) NamedModels.maps("triangular", k, d, random);
        CouplingFlow flow = CouplingFlow.identity(architecture(spline, k, d, 4, 20, 30), affine, 1.3, random);
        Constant weights = (Constant) NamedModels.classifier("constant", k, d, random);
        ClassifierWeightedMixture mixture = ClassifierWeightedMixture.of(affine, weights);
        ClassifierWeightedMixture flows = ClassifierWeightedMixture.of(flow, weights);
        Points x = mixture.sample(100, random, 1);
        double[] expected = new double[100];
        double[] actual = new double[100];
        mixture.logDensity(x, expected, 1);
        flows.logDensity(x, actual, 1);
        for (int i = 0; i < 100; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-12));
        }
        assertThat(flow.withParameters(flow.parameters()).parameters()).isEqualTo(flow.parameters());
    }

    /**
     * There and back on the kernels. The networks of both ways see the same numbers but for the rounding of what lies
     * between, 1e-7 a layer, which steep places multiply.
     */
    @ParameterizedTest
    @CsvSource({
        "false, 1, 1",
        "true, 1, 1",
        "false, 3, 2",
        "true, 3, 2",
        "false, 2, 4",
        "true, 2, 4",
        "false, 2, 17",
        "true, 2, 33"
    })
    void roundTripOnTheKernels(boolean spline, int k, int d) {
        for (Kernels kernels : new Kernels[] {new ScalarKernels(), Backend.get().kernels()}) {
            RandomStream random = RandomStream.of(11);
            CouplingFlow flow = NamedModels.flow(spline, k, d, random);
            MapProgram program = flow.program(kernels);
            program.load(flow.parameters(), 0);
            MapTile tile = program.newTile();
            InverseMaps.Tile inverse = flow.inverses(kernels).newTile();
            int n = 64;
            double[] z = new double[n * d];
            int[] component = new int[n];
            for (int i = 0; i < z.length; i++) {
                z[i] = random.nextGaussian();
                component[i / d] = i / d % k;
            }
            double[] x = new double[n * d];
            inverse.toData(component, z, n, x, 0);
            tile.load(x, 0, n);
            double[] back = new double[d];
            double[] plain = new double[d];
            for (int r = 0; r < n; r++) {
                double logDet = tile.toBase(component[r], r, back, 0);
                assertThat(flow.toData(component[r], z, r * d, plain, 0)).isCloseTo(-logDet, within(1e-4));
                for (int j = 0; j < d; j++) {
                    double size = 1 + Math.abs(z[r * d + j]);
                    assertThat(back[j]).isCloseTo(z[r * d + j], within(1e-5 * size));
                    assertThat(x[r * d + j]).isCloseTo(plain[j], within(1e-4 * (1 + Math.abs(plain[j]))));
                }
            }
        }
    }

    /** A row's bits do not depend on the rows beside it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rowsStandAlone(boolean spline) {
        RandomStream random = RandomStream.of(3);
        CouplingFlow flow = NamedModels.flow(spline, 3, 4, random);
        MapProgram program = flow.program(Backend.get().kernels());
        program.load(flow.parameters(), 0);
        MapTile many = program.newTile();
        MapTile one = program.newTile();
        double[] x = new double[64 * 4];
        for (int i = 0; i < x.length; i++) {
            x[i] = 2 * random.nextGaussian();
        }
        many.load(x, 0, 64);
        double[] expected = new double[4];
        double[] actual = new double[4];
        for (int p = 0; p < 64; p++) {
            one.load(x, 4 * p, 1);
            for (int k = 0; k < 3; k++) {
                assertThat(one.toBase(k, 0, actual, 0)).isEqualTo(many.toBase(k, p, expected, 0));
                assertThat(actual).isEqualTo(expected);
            }
        }
    }

    /** After 2 ceil(log2 D) layers every coordinate of the base point depends on every coordinate of the point. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8})
    void everyCoordinateReachesEveryOther(int d) {
        int layers = 2 * (32 - Integer.numberOfLeadingZeros(d - 1));
        FlowArchitecture a = new FlowArchitecture(
                1,
                d,
                new FlowArchitecture.Affine(),
                layers,
                new int[] {8},
                Activation.TANH,
                FlowArchitecture.Mixing.NONE);
        boolean[][] together = new boolean[d][d];
        for (int l = 0; l < layers; l++) {
            assertThat(a.conditioning(l).length + a.transformed(l).length).isEqualTo(d);
            for (int i : a.transformed(l)) {
                for (int j : a.conditioning(l)) {
                    together[i][j] = true;
                }
            }
        }
        for (int i = 0; i < d; i++) {
            together[i][i] = true;
            assertThat(together[i]).doesNotContain(false);
        }
    }

    /** In one dimension parameters are constants: an affine flow is an affine map, a spline flow a spline. */
    @Test
    void oneDimension() {
        FlowArchitecture affine = architecture(false, 2, 1, 3, 50, 50);
        assertThat(affine.widths(1)).containsExactly(0, 2);
        CouplingFlow flow = NamedModels.flow(false, 2, 1, RandomStream.of(5));
        double[] x = {-1, 0.5, 7};
        double[] z = new double[3];
        double[] logDet = new double[3];
        for (int i = 0; i < 3; i++) {
            logDet[i] = flow.toBase(1, x, i, z, i);
        }
        assertThat(logDet[1]).isEqualTo(logDet[0]).isEqualTo(logDet[2]);
        assertThat(z[2] - z[0]).isCloseTo(8 * Math.exp(logDet[0]), within(1e-12 * Math.abs(z[2] - z[0])));
    }

    /** Wide flows: more than one block of coordinates, hidden widths that are multiples of 128. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void wideFlows(boolean spline) {
        RandomStream random = RandomStream.of(9);
        FlowArchitecture a = architecture(spline, 1, 37, 12, 128, 20);
        float[] v = new float[a.layout().size()];
        for (Slice s : a.layout().slices()) {
            double scale = s.name().endsWith("weight") ? 0.5 / Math.sqrt(s.shape()[2]) : 0.05;
            for (int i = s.offset(); i < s.end(); i++) {
                v[i] = (float) (scale * random.nextGaussian());
            }
        }
        ClassifierWeightedMixture m = ClassifierWeightedMixture.of(CouplingFlow.of(a, v), Constant.of(new float[1]));
        Points x = m.sample(20, random, 1);
        double[] z = new double[37];
        for (int i = 0; i < 20; i++) {
            double expected = m.maps().toBase(0, x.row(i), 0, z, 0);
            for (double c : z) {
                expected += m.base().logDensity(c * c, 1);
            }
            // about 18 coordinates a layer, each with an error of 1e-6
            assertThat(m.logDensity(x.row(i))).isCloseTo(expected, within(1e-3));
        }
    }

    @Test
    void relativeCoordinates() {
        CouplingFlow flow = NamedModels.flow(true, 3, 2, RandomStream.of(2));
        float[] out = new float[flow.layout().size()];
        flow.compose(flow.parameters(), flow.origin(), out);
        assertThat(out).isEqualTo(flow.parameters());
        int affine = LowerTriangular.layout(3, 2).size();
        assertThat(Arrays.copyOf(flow.origin(), affine)).containsOnly(0f);
    }

    @Test
    void sizesAreChecked() {
        assertThatThrownBy(() -> new FlowArchitecture.Spline(1, 3)).hasMessageContaining("bins 1");
        assertThatThrownBy(() -> new FlowArchitecture.Spline(8, Double.NaN)).hasMessageContaining("bound NaN");
        assertThatThrownBy(() -> architecture(true, 0, 2, 1)).hasMessageContaining("components 0");
        assertThatThrownBy(() -> architecture(true, 1, 2, 0)).hasMessageContaining("layers 0");
        assertThatThrownBy(() -> architecture(true, 1, 2, 1, 8, 0)).hasMessageContaining("[8, 0]");
        assertThatThrownBy(() -> FlowArchitecture.Mixing.of("shuffle")).hasMessageContaining("shuffle");
        LowerTriangular other = (LowerTriangular) NamedModels.maps("triangular", 2, 3, RandomStream.of(1));
        assertThatThrownBy(() -> CouplingFlow.identity(architecture(true, 2, 2, 1), other, 1, RandomStream.of(1)))
                .hasMessageContaining("2 components in 3 dimensions");
    }
}
