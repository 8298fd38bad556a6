package org.cwm.parameter;

import java.util.Objects;

/**
 * A named block of a flat parameter vector.
 *
 * @param name tensor name as written in a model file, such as {@code maps.mean}
 * @param shape sizes of the axes, row-major, each at least 0
 * @param offset position of the first element in the flat vector
 */
public record Slice(String name, int[] shape, int offset) {

    /** Copies the shape and checks it. */
    public Slice {
        Objects.requireNonNull(name, "name");
        shape = shape.clone();
        for (int s : shape) {
            if (s < 0) {
                throw new IllegalArgumentException("shape of " + name + ": negative size " + s);
            }
        }
    }

    /** {@inheritDoc} */
    @Override
    public int[] shape() {
        return shape.clone();
    }

    /**
     * Number of elements: the product of the axes.
     *
     * @return the element count
     */
    public int size() {
        int n = 1;
        for (int s : shape) {
            n = Math.multiplyExact(n, s);
        }
        return n;
    }

    /**
     * Position behind the last element.
     *
     * @return {@code offset + size()}
     */
    public int end() {
        return offset + size();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Slice other
                && name.equals(other.name)
                && offset == other.offset
                && java.util.Arrays.equals(shape, other.shape);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, offset, java.util.Arrays.hashCode(shape));
    }

    @Override
    public String toString() {
        return name + java.util.Arrays.toString(shape) + "@" + offset;
    }
}
