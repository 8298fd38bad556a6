package org.cwm.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VectorWidthTest {
    @Test
    void obeysTheForcedWidth() {
        Integer forced = Integer.getInteger("cwm.simd.bits");
        int bits = VectorWidth.floats().vectorBitSize();
        if (forced == null) {
            assertThat(bits).isPositive();
        } else {
            assertThat(bits).isEqualTo(forced);
        }
    }
}
