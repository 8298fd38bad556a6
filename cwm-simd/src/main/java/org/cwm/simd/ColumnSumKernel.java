package org.cwm.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.cwm.kernel.Kernels;

/** Sums over the rows of a matrix, added up in the order of the rows at every width of the vectors. */
final class ColumnSumKernel {
    private static final VectorSpecies<Float> SPECIES = VectorWidth.SPECIES;
    private static final int LANES = SPECIES.length();

    private ColumnSumKernel() {}

    /** See {@link Kernels#addColumnSums}. */
    static void addColumnSums(float[] x, int xOffset, int xRow, int rows, int columns, float[] sum, int sumOffset) {
        int j = 0;
        for (; j <= columns - 4 * LANES; j += 4 * LANES) {
            addFour(x, xOffset + j, xRow, rows, sum, sumOffset + j);
        }
        for (; j < columns; j += LANES) {
            addOne(x, xOffset + j, xRow, rows, sum, sumOffset + j);
        }
    }

    private static void addFour(float[] x, int xOffset, int xRow, int rows, float[] sum, int sumOffset) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, sum, sumOffset);
        FloatVector s1 = FloatVector.fromArray(SPECIES, sum, sumOffset + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, sum, sumOffset + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, sum, sumOffset + 3 * LANES);
        int p = xOffset;
        for (int i = 0; i < rows; i++) {
            s0 = s0.add(FloatVector.fromArray(SPECIES, x, p));
            s1 = s1.add(FloatVector.fromArray(SPECIES, x, p + LANES));
            s2 = s2.add(FloatVector.fromArray(SPECIES, x, p + 2 * LANES));
            s3 = s3.add(FloatVector.fromArray(SPECIES, x, p + 3 * LANES));
            p += xRow;
        }
        s0.intoArray(sum, sumOffset);
        s1.intoArray(sum, sumOffset + LANES);
        s2.intoArray(sum, sumOffset + 2 * LANES);
        s3.intoArray(sum, sumOffset + 3 * LANES);
    }

    private static void addOne(float[] x, int xOffset, int xRow, int rows, float[] sum, int sumOffset) {
        FloatVector s = FloatVector.fromArray(SPECIES, sum, sumOffset);
        int p = xOffset;
        for (int i = 0; i < rows; i++) {
            s = s.add(FloatVector.fromArray(SPECIES, x, p));
            p += xRow;
        }
        s.intoArray(sum, sumOffset);
    }
}
