package org.cwm.model;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BuildTest {
    @Test
    void runsOnASupportedJava() {
        assertThat(Runtime.version().feature()).isGreaterThanOrEqualTo(17);
    }

    @Property(tries = 10)
    void propertiesRun(@ForAll int x) {
        assertThat(x ^ x).isZero();
    }
}
