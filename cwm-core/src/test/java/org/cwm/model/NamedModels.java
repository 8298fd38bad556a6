package org.cwm.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cwm.base.ScaleMixture;
import org.cwm.classifier.Classifier;
import org.cwm.classifier.Constant;
import org.cwm.classifier.Mlp;
import org.cwm.kernel.Activation;
import org.cwm.map.ComponentMaps;
import org.cwm.map.CouplingFlow;
import org.cwm.map.FlowArchitecture;
import org.cwm.map.LocationScale;
import org.cwm.map.LowerTriangular;
import org.cwm.random.RandomStream;

/**
 * The table of models that every law is checked on: each family of maps with each classifier, in 1 to 4 dimensions, and
 * bases. A new base, map or classifier adds its rows here.
 */
public final class NamedModels {

    private NamedModels() {}

    /** A model with a name for the test report. */
    public record Named(String name, ClassifierWeightedMixture model) {
        /** Whether its maps have networks in float32. */
        public boolean flow() {
            return model.maps() instanceof CouplingFlow;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** All models, made from fixed seeds. */
    public static List<Named> all() {
        List<Named> models = new ArrayList<>();
        for (int d : new int[] {1, 2, 4}) {
            for (String maps : new String[] {"diagonal", "triangular"}) {
                for (String classifier : new String[] {"constant", "linear", "tanh", "silu", "sine", "deep"}) {
                    int k = d == 1 ? 3 : 5;
                    RandomStream random = RandomStream.of(100L * d + maps.hashCode() + classifier.hashCode());
                    models.add(new Named(
                            maps + "/" + classifier + " D=" + d + " K=" + k,
                            ClassifierWeightedMixture.of(
                                    maps(maps, k, d, random), classifier(classifier, k, d, random))));
                }
            }
        }
        for (int d : new int[] {1, 2, 4}) {
            for (String maps : new String[] {"diagonal", "triangular"}) {
                for (String classifier : new String[] {"constant", "sine"}) {
                    int k = d == 1 ? 3 : 5;
                    RandomStream random = RandomStream.of(200L * d + maps.hashCode() + classifier.hashCode());
                    models.add(new Named(
                            "scales/" + maps + "/" + classifier + " D=" + d + " K=" + k,
                            ClassifierWeightedMixture.of(
                                    ScaleMixture.of(new double[] {0.3, 0.5, 0.2}, new double[] {0.5, 0.9, 1.5}),
                                    maps(maps, k, d, random),
                                    classifier(classifier, k, d, random))));
                }
            }
        }
        RandomStream random = RandomStream.of(7);
        models.add(new Named(
                "one component D=2",
                ClassifierWeightedMixture.of(maps("triangular", 1, 2, random), classifier("tanh", 1, 2, random))));
        models.add(new Named(
                "many components D=1 K=150",
                ClassifierWeightedMixture.of(maps("diagonal", 150, 1, random), classifier("tanh", 150, 1, random))));
        for (int d : new int[] {1, 2, 4}) {
            for (boolean spline : new boolean[] {false, true}) {
                for (int k : new int[] {1, 3}) {
                    for (String classifier : new String[] {"constant", "tanh"}) {
                        RandomStream r = RandomStream.of(1003L * d + 10 * k + (spline ? 1 : 0) + classifier.hashCode());
                        models.add(new Named(
                                (spline ? "spline" : "affine") + " flow/" + classifier + " D=" + d + " K=" + k,
                                ClassifierWeightedMixture.of(flow(spline, k, d, r), classifier(classifier, k, d, r))));
                    }
                }
            }
            for (boolean spline : new boolean[] {false, true}) {
                RandomStream r = RandomStream.of(3001L * d);
                models.add(new Named(
                        "scales/" + (spline ? "spline" : "affine") + " flow/tanh D=" + d + " K=3",
                        ClassifierWeightedMixture.of(
                                ScaleMixture.of(new double[] {0.3, 0.5, 0.2}, new double[] {0.7, 0.9, 1.2}),
                                flow(spline, 3, d, r),
                                classifier("tanh", 3, d, r))));
            }
        }
        return models;
    }

    /** Flows that are mixed in more than one block of columns: too many columns for integrals by chance; splines would have too many kinks for differences. */
    public static List<Named> wide() {
        RandomStream random = RandomStream.of(17);
        return List.of(
                new Named(
                        "affine flow/tanh D=17 K=2",
                        ClassifierWeightedMixture.of(flow(false, 2, 17, random), classifier("tanh", 2, 17, random))),
                new Named(
                        "affine flow/constant D=33 K=2",
                        ClassifierWeightedMixture.of(
                                flow(false, 2, 33, random), classifier("constant", 2, 33, random))));
    }

    /**
     * Flows whose networks vary clearly over the data; every bin of a spline is wide enough to hold some of a few dozen
     * draws. With one component the layers alternate only, with more they are mixed too; activations go round.
     */
    public static CouplingFlow flow(boolean spline, int k, int d, RandomStream random) {
        Activation activation = Activation.values()[(d + k + (spline ? 1 : 0)) % 3];
        FlowArchitecture a = new FlowArchitecture(
                k,
                d,
                spline ? new FlowArchitecture.Spline(4, 2) : new FlowArchitecture.Affine(),
                d == 4 ? 4 : 3,
                k == 1 ? new int[] {9, 17} : new int[] {16},
                activation,
                k == 1 ? FlowArchitecture.Mixing.NONE : FlowArchitecture.Mixing.LINEAR);
        float[] affine = maps("triangular", k, d, random).parameters();
        float[] v = Arrays.copyOf(affine, a.layout().size());
        for (var slice : a.layout().slices()) {
            // 0.3 up to four columns; with more a product of triangles would be badly conditioned
            double mixing = 0.3 * Math.min(1, 2 / Math.sqrt(d));
            double scale = slice.name().endsWith("weight") ? 0.6 / Math.sqrt(slice.shape()[2]) : mixing;
            for (int i = Math.max(affine.length, slice.offset()); i < slice.end(); i++) {
                v[i] = (float) (scale * random.nextGaussian());
            }
        }
        return CouplingFlow.of(a, v);
    }

    /** Maps with centres within about 2 of the origin and scales between 0.4 and 1.2. */
    public static ComponentMaps maps(String family, int k, int d, RandomStream random) {
        boolean diagonal = family.equals("diagonal");
        float[] v = new float[(diagonal ? LocationScale.layout(k, d) : LowerTriangular.layout(k, d)).size()];
        for (int i = 0; i < v.length; i++) {
            if (i < k * d) {
                v[i] = (float) (1.2 * random.nextGaussian());
            } else if (i < 2 * k * d) {
                v[i] = (float) Math.log(0.4 + 0.8 * random.nextDouble());
            } else {
                v[i] = (float) (0.5 * random.nextGaussian());
            }
        }
        return diagonal ? LocationScale.of(k, d, v) : LowerTriangular.of(k, d, v);
    }

    /** Classifiers whose weights vary clearly over the base space. */
    public static Classifier classifier(String kind, int k, int d, RandomStream random) {
        if (kind.equals("constant")) {
            float[] v = new float[k];
            for (int i = 0; i < k; i++) {
                v[i] = (float) random.nextGaussian();
            }
            return Constant.of(v);
        }
        Mlp.Architecture a =
                switch (kind) {
                    case "linear" -> new Mlp.Architecture(d, new int[0], Activation.TANH, k);
                    case "tanh" -> new Mlp.Architecture(d, new int[] {17}, Activation.TANH, k);
                    case "silu" -> new Mlp.Architecture(d, new int[] {16, 7}, Activation.SILU, k);
                    case "sine" -> new Mlp.Architecture(d, new int[] {9, 33}, Activation.SINE, k);
                    case "deep" -> new Mlp.Architecture(d, new int[] {16, 16, 16}, Activation.TANH, k);
                    default -> throw new IllegalArgumentException(kind);
                };
        float[] v = new float[a.layout().size()];
        for (var slice : a.layout().slices()) {
            double scale = slice.name().endsWith("weight") ? 1.5 / Math.sqrt(slice.shape()[1]) : 0.5;
            for (int i = slice.offset(); i < slice.end(); i++) {
                v[i] = (float) (scale * random.nextGaussian());
            }
        }
        return Mlp.of(a, v);
    }
}
