package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.cli.Npy;
import dev.rsparse.runtime.StripLayout;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The example's source over a small random checkpoint of other extents, in float32, against logits computed by an
/// independent implementation.
@Tag("shared")
class OtherCheckpointOracleTest {

    private static final int TOKENS = 9;

    @Test
    void logitsOfARandomLlamaAreTheOracles() {
        Path folder = SharedFolder.require("zoo/llama");
        int[] ids = Npy.read(folder.resolve("ids.npy")).ints();
        float[] expected = Npy.read(folder.resolve("logits.npy")).floats();
        try (Quill llama = Quill.compile(folder, "dense", StripLayout.F32)) {
            int vocabulary = llama.model().info().vocabulary();
            for (int sequence = 0; sequence < ids.length / TOKENS; sequence++) {
                int[] prompt = Arrays.copyOfRange(ids, sequence * TOKENS, (sequence + 1) * TOKENS);
                int start = sequence * TOKENS * vocabulary;
                llama.model().newSession().prefill(prompt, false, (position, logits, from) -> {
                    for (int i = 0; i < vocabulary; i++) {
                        float wanted = expected[start + position * vocabulary + i];
                        assertThat(logits[from + i]).isCloseTo(wanted, within(1e-4f * Math.max(1, Math.abs(wanted))));
                    }
                });
            }
        }
    }
}
