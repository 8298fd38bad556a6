package org.cwm.simd;

import org.cwm.kernel.Kernels;
import org.cwm.kernel.KernelsProvider;

/**
 * Offers {@link VectorKernels} where they can run: with the module {@code jdk.incubator.vector}, vectors of 128 bits or
 * more and a fused multiply-add in hardware. This class itself loads without that module.
 */
public final class VectorKernelsProvider implements KernelsProvider {
    private static final String MODULE = "jdk.incubator.vector";

    /** Creates the provider; it holds no state. */
    public VectorKernelsProvider() {}

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public String obstacle() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return "start Java with --add-modules " + MODULE + " to get the vector kernels";
        }
        return Loaded.obstacle();
    }

    @Override
    public Kernels kernels() {
        return Loaded.kernels();
    }

    /**
     * Tells hardware from emulation by the clock: emulated, one costs several microseconds, in hardware a few
     * nanoseconds.
     */
    static boolean fusesInHardware() {
        double x = 1;
        long least = Long.MAX_VALUE;
        for (int batch = 0; batch < 8; batch++) {
            long start = System.nanoTime();
            for (int i = 0; i < 16; i++) {
                x = Math.fma(x, 0.75, 0.1 * i);
            }
            least = Math.min(least, System.nanoTime() - start);
        }
        // x lies between 0 and 6: the comparison only keeps the loop alive.
        return least < 16_000 && x < 100;
    }

    /** What needs the module; loaded on first use. */
    private static final class Loaded {
        static String obstacle() {
            if (System.getProperty(VectorWidth.PROPERTY) == null
                    && VectorWidth.preferredBits() < VectorWidth.LEAST_BITS) {
                return "this Java has no vectors of " + VectorWidth.LEAST_BITS + " bits or more on this machine";
            }
            return fusesInHardware() ? "" : "this processor has no fused multiply-add, which the vector kernels need";
        }

        static Kernels kernels() {
            return new VectorKernels();
        }
    }
}
