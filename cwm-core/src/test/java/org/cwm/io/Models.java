package org.cwm.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cwm.base.ScaleMixture;
import org.cwm.classifier.Classifier;
import org.cwm.classifier.Constant;
import org.cwm.classifier.Mlp;
import org.cwm.fit.FittedModel;
import org.cwm.fit.HistoryPoint;
import org.cwm.fit.Provenance;
import org.cwm.fit.Score;
import org.cwm.kernel.Activation;
import org.cwm.map.ComponentMaps;
import org.cwm.map.ConditionalArchitecture;
import org.cwm.map.ConditionalMaps;
import org.cwm.map.LocationScale;
import org.cwm.map.LowerTriangular;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.MixtureEnsemble;
import org.cwm.model.NamedModels;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Column;
import org.cwm.schema.Schema;
import org.cwm.schema.Transform;

/** Small models with random parameters, one for every architecture that a file can hold. */
final class Models {

    private Models() {}

    /** Every family of maps with every classifier. */
    static Map<String, FittedModel> all() {
        Map<String, FittedModel> models = new LinkedHashMap<>();
        for (boolean triangular : new boolean[] {false, true}) {
            String maps = triangular ? LowerTriangular.ID : LocationScale.ID;
            models.put(maps + "-constant", model(triangular, 3, 4, null));
            models.put(maps + "-linear", model(triangular, 2, 3, Activation.TANH));
            for (Activation a : Activation.values()) {
                models.put(maps + "-" + a.id(), model(triangular, 3, 5, a, 8, 7));
            }
        }
        for (Activation a : new Activation[] {null, Activation.SINE}) {
            FittedModel normal = a == null ? model(true, 3, 4, null) : model(false, 2, 5, a, 8);
            models.put(
                    "scale-mixture-" + (a == null ? "constant" : a.id()),
                    FittedModel.of(
                            normal.schema(),
                            ClassifierWeightedMixture.of(
                                    ScaleMixture.of(new double[] {1, 2, 3}, new double[] {0.3, 1.1, 2.5}),
                                    normal.mixture().maps(),
                                    normal.mixture().classifier()),
                            normal.provenance(),
                            normal.calibration()));
        }
        models.put("affine-flow", flow(false, 3, 1, null));
        models.put("spline-flow", flow(true, 2, 1, null));
        models.put("spline-flow-one-dimensional", flow(true, 1, 2, null));
        models.put("affine-flows-constant", flow(false, 2, 3, null));
        models.put("spline-flows-silu", flow(true, 3, 3, Activation.SILU));
        models.put("conditional-full", conditional(true, 2, 3));
        models.put("conditional-diagonal", conditional(false, 1, 2, 8, 7));
        models.put("conditional-network", conditional(true, 2, 1, 8));
        models.put("conditional-ensemble", ensemble(conditional(true, 2, 1, 8), conditional(true, 2, 1, 4, 3)));
        models.put("ensemble", ensemble(model(true, 2, 3, Activation.TANH, 4), models.get("scale-mixture-sine")));
        models.put("one-dimensional", model(true, 1, 2, Activation.SINE, 4));
        return models;
    }

    /** A constant classifier if the activation is null. */
    static FittedModel model(boolean triangular, int dimension, int components, Activation activation, int... hidden) {
        RandomStream random = RandomStream.of(components * 100L + dimension);
        ComponentMaps maps = triangular
                ? LowerTriangular.of(
                        components,
                        dimension,
                        normals(LowerTriangular.layout(components, dimension).size(), 0.4, random))
                : LocationScale.of(
                        components,
                        dimension,
                        normals(LocationScale.layout(components, dimension).size(), 0.4, random));
        Classifier classifier;
        if (activation == null) {
            classifier = Constant.of(normals(components, 1, random));
        } else {
            Mlp.Architecture a = new Mlp.Architecture(dimension, hidden, activation, components);
            classifier = Mlp.of(a, normals(a.layout().size(), 0.7, random));
        }
        double[] calibration = new double[20];
        for (int i = 0; i < calibration.length; i++) {
            calibration[i] = -5 + 0.2 * i + 0.1 * random.nextDouble();
        }
        return FittedModel.of(
                schema(dimension), ClassifierWeightedMixture.of(maps, classifier), provenance(), calibration);
    }

    /** Coupling flows under constant weights, or under a classifier with one hidden layer. */
    static FittedModel flow(boolean spline, int dimension, int components, Activation activation) {
        RandomStream random = RandomStream.of(components * 10L + dimension);
        Classifier classifier =
                NamedModels.classifier(activation == null ? "constant" : "silu", components, dimension, random);
        return FittedModel.of(
                schema(dimension),
                ClassifierWeightedMixture.of(NamedModels.flow(spline, components, dimension, random), classifier),
                provenance(),
                new double[] {-2, -1, 0});
    }

    /** Of so many targets given so many conditions. */
    static FittedModel conditional(boolean full, int dimension, int conditions, int... hidden) {
        RandomStream random = RandomStream.of(17L * dimension + conditions);
        ConditionalArchitecture maps =
                new ConditionalArchitecture(3, dimension, conditions, full, hidden, Activation.SILU);
        Mlp.Architecture weights = new Mlp.Architecture(dimension + conditions, hidden, Activation.TANH, 3, conditions);
        Schema plain = schema(dimension + conditions);
        return FittedModel.of(
                new Schema(plain.columns(), plain.transforms(), conditions),
                ClassifierWeightedMixture.of(
                        ConditionalMaps.of(maps, normals(maps.layout().size(), 0.3, random)),
                        Mlp.of(weights, normals(weights.layout().size(), 0.4, random))),
                provenance(),
                new double[] {-3, -2, -1});
    }

    /** The average of two models' mixtures, under the schema of the first. */
    static FittedModel ensemble(FittedModel a, FittedModel b) {
        return FittedModel.of(
                a.schema(), MixtureEnsemble.of(List.of(a.mixture(), b.mixture())), a.provenance(), a.calibration());
    }

    /** Draws, of a conditional model at standard normal conditions. */
    static Points draws(FittedModel model, int n, long seed) {
        RandomStream random = RandomStream.of(seed);
        Schema schema = model.schema();
        int c = schema.conditions();
        if (c == 0) {
            return model.sample(n, random, 1);
        }
        double[] given = new double[n * c];
        for (int i = 0; i < given.length; i++) {
            given[i] = schema.transforms().get(model.dimension() + i % c).toData(random.nextGaussian());
        }
        return model.sample(Points.of(n, c, given), random, 1);
    }

    private static float[] normals(int n, double scale, RandomStream random) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) (scale * random.nextGaussian());
        }
        return v;
    }

    /** Every other column bounded; names that need escapes. */
    static Schema schema(int dimension) {
        List<Column> columns = new ArrayList<>();
        List<Transform> transforms = new ArrayList<>();
        for (int d = 0; d < dimension; d++) {
            if (d % 2 == 1) {
                columns.add(Column.bounded("share \"" + d + "\"", -0.1, 1.3));
                transforms.add(new Transform.Logit(-0.1, 1.3, 0.01));
            } else {
                columns.add(Column.real("grösse\t𝛼" + d));
                transforms.add(new Transform.Standardise(1.0 / 3 + d, 0.1 * (d + 1)));
            }
        }
        return new Schema(columns, transforms);
    }

    static Provenance provenance() {
        return new Provenance(
                "cwm 0.1.0",
                "memory",
                "0123456789abcdef",
                new Score(900, -1.25, -0.1 - 0.2, 0.003),
                new Score(100, Double.NaN, Double.NEGATIVE_INFINITY, -0.0),
                "scalar",
                new TreeMap<>(Map.of("seed", "1", "noise", "0.30000000000000004", "empty", "")),
                List.of(
                        new HistoryPoint(0, 0, Double.NaN, -1.3, 1e-300),
                        new HistoryPoint(Integer.MAX_VALUE, 1.5, 1e23, Double.POSITIVE_INFINITY, 0.1)),
                "line one\nline two");
    }
}
