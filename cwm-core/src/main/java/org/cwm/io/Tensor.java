package org.cwm.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A named array of numbers as it lies in a file.
 *
 * @param name unique in its file
 * @param type of the elements
 * @param shape sizes of the axes, row-major; their product is the number of elements
 * @param bytes little-endian
 */
record Tensor(String name, Type type, long[] shape, byte[] bytes) {

    /** Element types, by their names in a safetensors header. */
    enum Type {
        F32(4),
        F64(8),
        I64(8);

        final int width;

        Type(int width) {
            this.width = width;
        }
    }

    static Tensor of(String name, float[] values, int offset, int... shape) {
        int n = 1;
        for (int s : shape) {
            n = Math.multiplyExact(n, s);
        }
        byte[] bytes = allocate(name, n, Type.F32);
        wrap(bytes).asFloatBuffer().put(values, offset, n);
        return new Tensor(name, Type.F32, longs(shape), bytes);
    }

    static Tensor of(String name, double[] values) {
        byte[] bytes = allocate(name, values.length, Type.F64);
        wrap(bytes).asDoubleBuffer().put(values);
        return new Tensor(name, Type.F64, longs(values.length), bytes);
    }

    static Tensor of(String name, long[] values) {
        byte[] bytes = allocate(name, values.length, Type.I64);
        wrap(bytes).asLongBuffer().put(values);
        return new Tensor(name, Type.I64, longs(values.length), bytes);
    }

    /** The same numbers under another name. */
    Tensor named(String other) {
        return new Tensor(other, type, shape, bytes);
    }

    private static byte[] allocate(String name, int elements, Type type) {
        long size = (long) elements * type.width;
        if (size > TensorContainer.MAX_TENSOR) {
            throw new IllegalArgumentException(
                    name + ": " + size + " bytes, a tensor may have at most " + TensorContainer.MAX_TENSOR);
        }
        return new byte[(int) size];
    }

    static long[] longs(int... shape) {
        long[] s = new long[shape.length];
        for (int i = 0; i < s.length; i++) {
            s[i] = shape[i];
        }
        return s;
    }

    int size() {
        return bytes.length / type.width;
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    void copyTo(float[] values, int offset) {
        wrap(bytes).asFloatBuffer().get(values, offset, size());
    }

    float[] floats() {
        float[] values = new float[size()];
        copyTo(values, 0);
        return values;
    }

    double[] doubles() {
        double[] values = new double[size()];
        wrap(bytes).asDoubleBuffer().get(values);
        return values;
    }

    long[] longs() {
        long[] values = new long[size()];
        wrap(bytes).asLongBuffer().get(values);
        return values;
    }
}
