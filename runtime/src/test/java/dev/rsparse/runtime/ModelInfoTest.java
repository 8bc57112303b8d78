package dev.rsparse.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.ModelInfo.Site;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelInfoTest {

    private static ModelInfo info(long covered, Site... sites) {
        return new ModelInfo(
                "m", "p", false, false, 5, 10, -1, -1, List.of(sites), covered, 0.5, "print", 1, CacheFormat.F32);
    }

    @Test
    void nothingThinnedKeepsEverything() {
        assertThat(info(100).keptBytes(new long[0], 7)).isEqualTo(1);
        assertThat(info(100, new Site("a", 10, 10, 0, 10)).keptBytes(new long[1], 0))
                .isEqualTo(1);
    }

    @Test
    void keptBytesCountColumnsFactorsAndDenseLinears() {
        // One linear of 10 x 20 with rank 2 keeps 4 channels per token; 100 more weights stay dense.
        double kept = (100 + 4 * 20 + 2 * (10 + 20)) / 300.0;
        assertThat(info(300, new Site("a", 10, 20, 2, 20)).keptBytes(new long[] {12}, 3))
                .isCloseTo(kept, within(1e-12));
    }

    @Test
    void keptBytesCountRowsByTheirInputs() {
        assertThat(info(200, new Site("up", 10, 20, 0, 10)).keptBytes(new long[] {12}, 3))
                .isCloseTo(4 * 10 / 200.0, within(1e-12));
    }
}
