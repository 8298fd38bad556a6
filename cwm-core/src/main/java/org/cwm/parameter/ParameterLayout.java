package org.cwm.parameter;

import java.util.ArrayList;
import java.util.List;

/**
 * The order in which named tensors lie in one flat {@code float[]}: contiguous, no gaps. Optimisers, checkpoints and
 * model files see only the flat array and this layout. Immutable.
 */
public final class ParameterLayout {

    private final List<Slice> slices;
    private final int size;

    private ParameterLayout(List<Slice> slices) {
        this.slices = List.copyOf(slices);
        this.size = slices.isEmpty() ? 0 : slices.get(slices.size() - 1).end();
    }

    /**
     * A layout without tensors.
     *
     * @return the empty layout
     */
    public static ParameterLayout empty() {
        return new ParameterLayout(List.of());
    }

    /**
     * This layout with one more tensor behind the last.
     *
     * @param name tensor name, not yet used here
     * @param shape sizes of the axes
     * @return a new layout
     * @throws IllegalArgumentException if the name is taken
     */
    public ParameterLayout with(String name, int... shape) {
        for (Slice s : slices) {
            if (s.name().equals(name)) {
                throw new IllegalArgumentException("name: '" + name + "' is taken");
            }
        }
        List<Slice> all = new ArrayList<>(slices);
        all.add(new Slice(name, shape, size));
        return new ParameterLayout(all);
    }

    /**
     * This layout followed by another one, whose offsets move.
     *
     * @param other the tensors to append
     * @return a new layout
     */
    public ParameterLayout followedBy(ParameterLayout other) {
        ParameterLayout all = this;
        for (Slice s : other.slices) {
            all = all.with(s.name(), s.shape());
        }
        return all;
    }

    /**
     * All tensors in order.
     *
     * @return an unmodifiable list
     */
    public List<Slice> slices() {
        return slices;
    }

    /**
     * The tensor of that name.
     *
     * @param name tensor name
     * @return its slice
     * @throws IllegalArgumentException if there is none
     */
    public Slice slice(String name) {
        for (Slice s : slices) {
            if (s.name().equals(name)) {
                return s;
            }
        }
        throw new IllegalArgumentException("name: no tensor '" + name + "' among " + slices);
    }

    /**
     * Length of the flat array.
     *
     * @return number of parameters
     */
    public int size() {
        return size;
    }

    /**
     * Checks that an array has this layout's length and holds finite numbers only.
     *
     * @param values flat parameters, not modified
     * @return a copy
     * @throws IllegalArgumentException naming the tensor and element that is not finite, or the wrong length
     */
    public float[] checkedCopy(float[] values) {
        if (values.length != size) {
            throw new IllegalArgumentException("parameters: length " + values.length + ", expected " + size);
        }
        for (Slice s : slices) {
            for (int i = s.offset(); i < s.end(); i++) {
                if (!Float.isFinite(values[i])) {
                    throw new IllegalArgumentException("parameters: " + s.name() + " element " + (i - s.offset())
                            + " is " + values[i] + ", must be finite");
                }
            }
        }
        return values.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ParameterLayout other && slices.equals(other.slices);
    }

    @Override
    public int hashCode() {
        return slices.hashCode();
    }

    @Override
    public String toString() {
        return slices.toString();
    }
}
