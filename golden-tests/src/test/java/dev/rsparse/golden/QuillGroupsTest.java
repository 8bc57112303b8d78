package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.runtime.Generator;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.SessionGroup;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.sample.Sampler;
import dev.rsparse.runtime.sample.SamplingOptions;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sequences that are decoded together write what each writes alone.
class QuillGroupsTest {

    private static final int DRAWN = 32;
    private static final int[] PROMPT = Quill.oracle("greedy").ints();

    /// Prompts of different lengths, from different places of a text.
    private static int[] prompt(int sequence) {
        return Arrays.copyOfRange(PROMPT, sequence, sequence + 3 + 5 * sequence % 17);
    }

    private static SamplingOptions options(float temperature, int sequence) {
        return new SamplingOptions(temperature, 0, 0.95f, sequence);
    }

    private static int[] alone(Quill quill, float temperature, int sequence) {
        int[] prompt = prompt(sequence);
        Session session = quill.model().newSession(prompt.length + DRAWN);
        return new Generator(quill.model(), options(temperature, sequence))
                .generate(session, prompt, DRAWN, _ -> {})
                .ids();
    }

    /// Who writes the end token writes on, so that the group stays as large; what follows does not count.
    private static int[][] together(Quill quill, float temperature, int sequences) {
        SessionGroup group = quill.model().newGroup();
        Sampler[] samplers = new Sampler[sequences];
        float[][] logits = new float[sequences][];
        for (int i = 0; i < sequences; i++) {
            Session session = quill.model().newSession(prompt(i).length + DRAWN);
            logits[i] = session.prefill(prompt(i));
            group.join(session);
            samplers[i] = new Sampler(options(temperature, i));
        }
        int[][] ids = new int[sequences][DRAWN];
        for (int drawn = 0; drawn < DRAWN; drawn++) {
            int[] next = new int[sequences];
            for (int i = 0; i < sequences; i++) {
                next[i] = samplers[i].sample(logits[i], quill.model().info().vocabulary());
                ids[i][drawn] = next[i];
            }
            logits = group.decode(next);
        }
        return ids;
    }

    @ParameterizedTest
    @CsvSource({
        "dense,BF16,1,0",
        "dense,Q8,2,0.8",
        "dense,Q4,1,0",
        "half,BF16,2,0.8",
        "half,F32,1,0",
        "half,F16,1,0",
        "half,Q8,1,0",
        "half,Q4,2,0"
    })
    void idsAreThoseOfEachAlone(String policy, StripLayout format, int threads, float temperature) {
        try (Quill quill = Quill.compile(policy, format)) {
            quill.model().setThreads(threads);
            for (int sequences : new int[] {2, 3, 5, 16}) {
                int[][] ids = together(quill, temperature, sequences);
                for (int i = 0; i < sequences; i++) {
                    int[] expected = alone(quill, temperature, i);
                    assertThat(Arrays.copyOf(ids[i], expected.length))
                            .as("sequence %d of %d", i, sequences)
                            .containsExactly(expected);
                }
            }
        }
    }
}
