package org.cwm.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The vector width the kernels run at, chosen once: the machine's preferred one, at most {@value #MOST_BITS} bits, or
 * the one forced by the system property {@value #PROPERTY}.
 */
final class VectorWidth {
    /** Forces a width: 128, 256 or 512. */
    static final String PROPERTY = "cwm.simd.bits";

    /** The widest vectors in use; a column count is a multiple of so many bits. */
    static final int MOST_BITS = 512;

    /** The narrowest vectors in use. */
    static final int LEAST_BITS = 128;

    /** The species of all kernels. */
    static final VectorSpecies<Float> SPECIES = floats(System.getProperty(PROPERTY), preferredBits());

    /** Whether 24 sums fit into registers: 32 of them with 512 bits or on ARM, else 16. */
    static final boolean MANY_REGISTERS = SPECIES.vectorBitSize() == MOST_BITS
            || System.getProperty("os.arch").equals("aarch64");

    private VectorWidth() {}

    /** Returns the width in bits that suits this machine best; below 128 if it has no usable vectors. */
    static int preferredBits() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }

    /** Returns the species of the forced width, or of the widest power of two that the machine prefers. */
    static VectorSpecies<Float> floats(@Nullable String forced, int preferred) {
        int bits = MOST_BITS;
        if (forced == null) {
            while (bits > LEAST_BITS && bits > preferred) {
                bits /= 2;
            }
        } else {
            bits = switch (forced) {
                case "128" -> 128;
                case "256" -> 256;
                case "512" -> 512;
                default -> throw new IllegalArgumentException(PROPERTY + ": '" + forced + "', must be 128, 256 or 512");
            };
        }
        return VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    }
}
