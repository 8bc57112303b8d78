package dev.rsparse.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("width")
class VectorWidthTest {

    /// Guards the test runs at narrow vectors: without it they could silently repeat the run at full width.
    @Test
    void vectorsAreNoWiderThanTheRunAsksFor() {
        assertThat(VectorMath.FLOATS.vectorBitSize())
                .isLessThanOrEqualTo(Integer.getInteger("rsparsec.vector.bits", 512));
    }
}
