package org.cwm.model;

import java.util.ArrayList;
import java.util.List;
import org.cwm.base.ScaleMixture;
import org.cwm.base.StandardNormal;
import org.cwm.classifier.Classifier;
import org.cwm.classifier.Mlp;
import org.cwm.kernel.Activation;
import org.cwm.map.ConditionalArchitecture;
import org.cwm.map.ConditionalMaps;
import org.cwm.parameter.ParameterLayout;
import org.cwm.parameter.Slice;
import org.cwm.random.RandomStream;

/** Conditional models that the laws are checked on: covariances, networks, classifiers and a base, D = 1 to 3, C = 1 to 3. */
public final class ConditionalModels {

    private ConditionalModels() {}

    /** All models, made from fixed seeds. */
    public static List<NamedModels.Named> all() {
        List<NamedModels.Named> models = new ArrayList<>();
        int[][] hidden = {{}, {9}, {16, 7}};
        for (int d = 1; d <= 3; d++) {
            for (boolean full : new boolean[] {false, true}) {
                for (int i = 0; i < 3; i++) {
                    int c = 1 + (d + i) % 3;
                    Activation activation = Activation.values()[(d + i) % 3];
                    RandomStream random = RandomStream.of(31L * d + 7 * i + (full ? 1 : 0));
                    ConditionalArchitecture a = new ConditionalArchitecture(2 + i, d, c, full, hidden[i], activation);
                    models.add(new NamedModels.Named(
                            (full ? "full " : "diagonal ") + "D=" + d + " C=" + c + " network " + hidden[i].length + " "
                                    + activation.id(),
                            ClassifierWeightedMixture.of(
                                    i == 1
                                            ? ScaleMixture.of(new double[] {0.6, 0.4}, new double[] {0.7, 1.4})
                                            : new StandardNormal(),
                                    ConditionalMaps.of(a, values(a.layout(), 0.4, random)),
                                    classifier(d, c, 2 + i, hidden[2 - i], activation, random))));
                }
            }
        }
        return models;
    }

    private static Classifier classifier(
            int d, int c, int k, int[] hidden, Activation activation, RandomStream random) {
        Mlp.Architecture a = new Mlp.Architecture(d + c, hidden, activation, k, c);
        return Mlp.of(a, values(a.layout(), 0.7, random));
    }

    private static float[] values(ParameterLayout layout, double size, RandomStream random) {
        float[] v = new float[layout.size()];
        for (Slice s : layout.slices()) {
            int[] shape = s.shape();
            double scale = s.name().endsWith("weight") ? 1.5 * size / Math.sqrt(shape[shape.length - 1]) : size;
            for (int i = s.offset(); i < s.end(); i++) {
                v[i] = (float) (scale * random.nextGaussian());
            }
        }
        return v;
    }

    /** Draws at standard normal conditions. */
    public static Points draws(ClassifierWeightedMixture m, int n, long seed) {
        RandomStream random = RandomStream.of(seed);
        double[] given = new double[n * m.conditions()];
        for (int i = 0; i < given.length; i++) {
            given[i] = random.nextGaussian();
        }
        return m.sample(Points.of(n, m.conditions(), given), random, 1);
    }
}
