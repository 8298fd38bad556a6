package org.cwm.bench.jobs;

import java.util.Arrays;
import org.cwm.classifier.Mlp;
import org.cwm.kernel.Activation;
import org.cwm.map.ComponentMaps;
import org.cwm.map.LocationScale;
import org.cwm.map.LowerTriangular;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;

/** Sizes of the models that are measured, with seeded parameters. */
public enum Shape {
    /** D = 2, K = 50, diagonal maps, 128-128-128 tanh: the shape of the paper's pictures. */
    PICTURE(11, 2, 50, false, 3, 128),
    /** D = 10, K = 10, triangular maps, 64-64 tanh: a table. */
    TABLE(12, 10, 10, true, 2, 64);

    private final int seed;
    private final int dimension;
    private final int components;
    private final boolean triangular;
    private final int layers;
    private final int width;

    Shape(int seed, int dimension, int components, boolean triangular, int layers, int width) {
        this.seed = seed;
        this.dimension = dimension;
        this.components = components;
        this.triangular = triangular;
        this.layers = layers;
        this.width = width;
    }

    /**
     * Dimension.
     *
     * @return D
     */
    public int dimension() {
        return dimension;
    }

    /**
     * Number of components.
     *
     * @return K
     */
    public int components() {
        return components;
    }

    /**
     * A mixture of components that all overlap: centres N(0, 0.3^2), scales 0.8 to 1.2, a classifier whose weights vary
     * over the base space. No component is negligible near any of {@link #points}.
     *
     * @return the model, the same on every call
     */
    public ClassifierWeightedMixture model() {
        RandomStream random = RandomStream.of(seed);
        int centres = components * dimension;
        float[] v = new float
                [(triangular
                                ? LowerTriangular.layout(components, dimension)
                                : LocationScale.layout(components, dimension))
                        .size()];
        for (int i = 0; i < v.length; i++) {
            if (i < centres) {
                v[i] = (float) (0.3 * random.nextGaussian());
            } else if (i < 2 * centres) {
                v[i] = (float) Math.log(0.8 + 0.4 * random.nextDouble());
            } else {
                v[i] = (float) (0.1 * random.nextGaussian());
            }
        }
        ComponentMaps maps =
                triangular ? LowerTriangular.of(components, dimension, v) : LocationScale.of(components, dimension, v);
        return ClassifierWeightedMixture.of(maps, classifier(dimension, hidden(), Activation.TANH, components, random));
    }

    /**
     * Standard normal points.
     *
     * @param rows how many
     * @return the points, the same on every call
     */
    public Points points(int rows) {
        RandomStream random = RandomStream.of(12);
        double[] v = new double[rows * dimension];
        for (int i = 0; i < v.length; i++) {
            v[i] = random.nextGaussian();
        }
        return Points.of(rows, dimension, v);
    }

    /**
     * A classifier with weights N(0, 1 / inputs of the layer) and biases N(0, 0.1^2).
     *
     * @param inputs D
     * @param hidden units of each hidden layer
     * @param activation of the hidden layers
     * @param components K
     * @param random advanced
     * @return the classifier
     */
    public static Mlp classifier(int inputs, int[] hidden, Activation activation, int components, RandomStream random) {
        Mlp.Architecture a = new Mlp.Architecture(inputs, hidden, activation, components);
        float[] v = new float[a.layout().size()];
        for (var slice : a.layout().slices()) {
            double scale = slice.name().endsWith("weight") ? 1 / Math.sqrt(slice.shape()[1]) : 0.1;
            for (int i = slice.offset(); i < slice.end(); i++) {
                v[i] = (float) (scale * random.nextGaussian());
            }
        }
        return Mlp.of(a, v);
    }

    /**
     * Arithmetic of the classifier's matrices for one point and one component, forward.
     *
     * @return two operations a multiply-add
     */
    public double forwardOperations() {
        double sum = 0;
        int in = dimension;
        for (int h : hidden()) {
            sum += (double) in * h;
            in = h;
        }
        return 2 * (sum + (double) in * components);
    }

    private int[] hidden() {
        int[] out = new int[layers];
        Arrays.fill(out, width);
        return out;
    }
}
