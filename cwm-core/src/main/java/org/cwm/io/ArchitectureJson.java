package org.cwm.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cwm.base.Base;
import org.cwm.base.ScaleMixture;
import org.cwm.base.StandardNormal;
import org.cwm.classifier.Classifier;
import org.cwm.classifier.Constant;
import org.cwm.classifier.Mlp;
import org.cwm.kernel.Activation;
import org.cwm.map.ComponentMaps;
import org.cwm.map.ConditionalArchitecture;
import org.cwm.map.ConditionalMaps;
import org.cwm.map.CouplingFlow;
import org.cwm.map.FlowArchitecture;
import org.cwm.map.LocationScale;
import org.cwm.map.LowerTriangular;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.parameter.ParameterLayout;
import org.cwm.parameter.Slice;
import org.jspecify.annotations.Nullable;

/** The entry {@code cwm.architecture}, and the way from it and the tensors to a mixture. */
final class ArchitectureJson {

    static final int MAX_HIDDEN_LAYERS = 100;

    private final Fields fields;
    private final int dimension;
    private final int components;
    private final String base;
    private final int scales;
    private final String maps;
    private final @Nullable ConditionalArchitecture conditional;
    private final @Nullable FlowArchitecture flow;
    private final String classifier;
    private final int[] hidden;
    private final Activation activation;

    private ArchitectureJson(Fields fields) throws ModelFileException {
        this.fields = fields;
        dimension = atLeastOne("dimension", fields.integer("dimension"));
        components = atLeastOne("components", fields.integer("components"));
        base = known("base", StandardNormal.ID, ScaleMixture.ID);
        scales = base.equals(ScaleMixture.ID) ? atLeastOne("scales", fields.integer("scales")) : 0;
        maps = known("maps", LocationScale.ID, LowerTriangular.ID, CouplingFlow.ID, ConditionalMaps.ID);
        flow = maps.equals(CouplingFlow.ID) ? FlowJson.decode(fields.object("flow"), components, dimension) : null;
        conditional = maps.equals(ConditionalMaps.ID)
                ? ConditionalJson.decode(fields.object("conditional"), components, dimension)
                : null;
        classifier = known("classifier", Constant.ID, Mlp.ID);
        if (classifier.equals(Mlp.ID)) {
            hidden = fields.integers("hidden");
            activation = Activation.of(
                    known("activation", Activation.TANH.id(), Activation.SILU.id(), Activation.SINE.id()));
        } else {
            hidden = new int[0];
            activation = Activation.TANH;
        }
        if (hidden.length > MAX_HIDDEN_LAYERS) {
            throw fields.error(hidden.length + " hidden layers, must be at most " + MAX_HIDDEN_LAYERS);
        }
        for (int h : hidden) {
            atLeastOne("hidden", h);
        }
        fields.end();
    }

    static Map<String, Object> encode(ClassifierWeightedMixture mixture) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dimension", mixture.dimension());
        json.put("components", mixture.components());
        json.put("base", mixture.base().id());
        if (mixture.base() instanceof ScaleMixture s) {
            json.put("scales", s.scales());
        }
        json.put("maps", mixture.maps().id());
        if (mixture.maps() instanceof CouplingFlow flow) {
            json.put("flow", FlowJson.encode(flow.architecture()));
        }
        if (mixture.maps() instanceof ConditionalMaps conditional) {
            json.put("conditional", ConditionalJson.encode(conditional.architecture()));
        }
        json.put("classifier", mixture.classifier().id());
        if (mixture.classifier() instanceof Mlp mlp) {
            int[] hidden = mlp.architecture().hidden();
            if (hidden.length > MAX_HIDDEN_LAYERS) {
                throw new IllegalArgumentException(
                        "model: " + hidden.length + " hidden layers, a file may hold " + MAX_HIDDEN_LAYERS);
            }
            json.put("hidden", hidden);
            json.put("activation", mlp.architecture().activation().id());
        }
        return json;
    }

    /** The parameters as tensors under their slice names. */
    static List<Tensor> tensors(ClassifierWeightedMixture mixture) {
        float[] values = mixture.parameters();
        List<Tensor> tensors = new ArrayList<>();
        for (Slice s : mixture.layout().slices()) {
            tensors.add(Tensor.of(s.name(), values, s.offset(), s.shape()));
        }
        return tensors;
    }

    /**
     * The mixture.
     *
     * @param fields of the entry
     * @param tensors all parameters, in order
     */
    static ClassifierWeightedMixture decode(Fields fields, List<Tensor> tensors) throws ModelFileException {
        return new ArchitectureJson(fields).mixture(tensors);
    }

    private ClassifierWeightedMixture mixture(List<Tensor> tensors) throws ModelFileException {
        long available = 0;
        for (Tensor t : tensors) {
            available += t.size();
        }
        // nothing of the stated sizes is allocated before they are known to fit the tensors
        if (available > Integer.MAX_VALUE || parameterCount(available) != available) {
            throw fields.error("its parameters are not as many as the tensors hold, " + available);
        }
        int conditions = conditional == null ? 0 : conditional.conditions();
        Mlp.Architecture mlp = new Mlp.Architecture(dimension + conditions, hidden, activation, components, conditions);
        ParameterLayout mapLayout = mapLayout();
        int mapsAt = 2 * scales;
        int classifierAt = mapsAt + mapLayout.size();
        ParameterLayout layout = (scales > 0 ? ScaleMixture.layout(scales) : ParameterLayout.empty())
                .followedBy(mapLayout)
                .followedBy(classifier.equals(Mlp.ID) ? mlp.layout() : Constant.layout(components));
        List<Slice> slices = layout.slices();
        if (slices.size() != tensors.size()) {
            throw fields.error(tensors.size() + " tensors, expected " + slices.size());
        }
        float[] values = new float[layout.size()];
        for (int i = 0; i < slices.size(); i++) {
            Slice s = slices.get(i);
            Tensor t = tensors.get(i);
            if (!t.name().equals(s.name())
                    || t.type() != Tensor.Type.F32
                    || !Arrays.equals(t.shape(), Tensor.longs(s.shape()))) {
                throw fields.error("tensor '" + t.name() + "' " + t.type() + " " + Arrays.toString(t.shape())
                        + ", expected '" + s.name() + "' F32 " + Arrays.toString(s.shape()));
            }
            t.copyTo(values, s.offset());
        }
        Base radial = scales > 0 ? ScaleMixture.of(scales, Arrays.copyOf(values, mapsAt)) : new StandardNormal();
        float[] mapValues = Arrays.copyOfRange(values, mapsAt, classifierAt);
        float[] classifierValues = Arrays.copyOfRange(values, classifierAt, values.length);
        ComponentMaps componentMaps = componentMaps(mapValues);
        Classifier weights = classifier.equals(Mlp.ID) ? Mlp.of(mlp, classifierValues) : Constant.of(classifierValues);
        return ClassifierWeightedMixture.of(radial, componentMaps, weights);
    }

    private ComponentMaps componentMaps(float[] values) {
        if (flow != null) {
            return CouplingFlow.of(flow, values);
        }
        if (conditional != null) {
            return ConditionalMaps.of(conditional, values);
        }
        return maps.equals(LocationScale.ID)
                ? LocationScale.of(components, dimension, values)
                : LowerTriangular.of(components, dimension, values);
    }

    private ParameterLayout mapLayout() {
        if (flow != null) {
            return flow.layout();
        }
        if (conditional != null) {
            return conditional.layout();
        }
        return maps.equals(LocationScale.ID)
                ? LocationScale.layout(components, dimension)
                : LowerTriangular.layout(components, dimension);
    }

    /** The number of parameters, or -1 if it is beyond the range of numbers or that of what is available. */
    private long parameterCount(long available) {
        try {
            long k = components;
            long n = Math.multiplyExact(2 * k, (long) dimension);
            n = Math.addExact(n, 2L * scales);
            if (!maps.equals(LocationScale.ID) && conditional == null) {
                n = Math.addExact(n, Math.multiplyExact(k, (long) dimension * (dimension - 1) / 2));
            }
            long c = 0;
            if (conditional != null) {
                c = conditional.conditions();
                n = Math.addExact(n, ConditionalJson.furtherParameters(conditional));
            }
            if (flow != null) {
                // the affine part bounds D, so that looking at the layers takes little
                n = n > available ? -1 : Math.addExact(n, flow.networkParameters());
            }
            if (n < 0 || n > available) {
                return -1;
            }
            if (classifier.equals(Constant.ID)) {
                return Math.addExact(n, k);
            }
            n = Math.addExact(n, Math.multiplyExact(k, Math.addExact(c, Math.multiplyExact(c, c + 1) / 2)));
            long in = Math.addExact(dimension, c);
            for (int i = 0; i <= hidden.length; i++) {
                long out = i < hidden.length ? hidden[i] : components;
                n = Math.addExact(n, Math.multiplyExact(in + 1, out));
                in = out;
            }
            return n;
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    private int atLeastOne(String name, int value) throws ModelFileException {
        if (value < 1) {
            throw fields.error(name + " " + value + ", must be at least 1");
        }
        return value;
    }

    private String known(String name, String... ids) throws ModelFileException {
        String id = fields.string(name);
        if (!Arrays.asList(ids).contains(id)) {
            throw fields.error("unknown " + name + " '" + id + "', this version knows " + Arrays.toString(ids));
        }
        return id;
    }
}
