package org.cwm.bench.jmh;

import org.cwm.kernel.Kernels;
import org.cwm.kernel.ScalarKernels;
import org.cwm.simd.VectorKernels;

/** The kernels by name. */
final class Backends {
    private Backends() {}

    /**
     * The kernels of a backend.
     *
     * @param name scalar or vector
     * @return the kernels
     */
    static Kernels of(String name) {
        return switch (name) {
            case "scalar" -> new ScalarKernels();
            case "vector" -> new VectorKernels();
            default -> throw new IllegalArgumentException("backend: '" + name + "', must be scalar or vector");
        };
    }
}
