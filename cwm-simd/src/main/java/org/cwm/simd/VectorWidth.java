package org.cwm.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector width the kernels run at: the machine's preferred one, or the one forced by {@code cwm.simd.bits}. */
final class VectorWidth {
    private VectorWidth() {}

    /** Returns the species for floats. */
    static VectorSpecies<Float> floats() {
        Integer bits = Integer.getInteger("cwm.simd.bits");
        return bits == null
                ? FloatVector.SPECIES_PREFERRED
                : VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    }
}
