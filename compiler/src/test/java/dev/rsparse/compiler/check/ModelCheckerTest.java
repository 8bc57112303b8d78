package dev.rsparse.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.verify.GraphVerifier;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.TensorCatalog;
import org.junit.jupiter.api.Test;

/// What a model takes from its checkpoint and its numbers.
class ModelCheckerTest {

    private static final CheckpointSource DAMAGED = new CheckpointSource() {
        @Override
        public ModelConfig config() {
            throw new CheckpointException(Diagnostic.inFile("config.json", Code.CHECKPOINT, "no such file"));
        }

        @Override
        public TensorCatalog open(String glob) {
            throw new CheckpointException(Diagnostic.inFile(glob, Code.CHECKPOINT, "no file matches"));
        }
    };

    private static Node.Rope rope(TestCheckpoint checkpoint) {
        return Sources.model(Sources.quill(), checkpoint).graph().nodes().stream()
                .filter(Node.Rope.class::isInstance)
                .map(Node.Rope.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void reportsOnlyWhatIsWrongWithTheFilesWhenTheyCannotBeRead() {
        CheckResult result = Sources.check(Sources.quill(), DAMAGED);
        assertThat(result.model()).isEmpty();
        assertThat(Sources.render("", result.diagnostics()))
                .isEqualTo(
                        "config.json: error E0304: no such file\nmodel*.safetensors: error E0304: no file matches\n");
    }

    @Test
    void takesTheHeadWidthFromTheHiddenSizeWhenConfigHasNone() {
        TestCheckpoint checkpoint = TestCheckpoint.quill();
        checkpoint.settings().remove("head_dim");
        assertThat(rope(checkpoint).headDim()).isEqualTo(64);
    }

    @Test
    void takesThetaFromConfigAndElseTheUsualOne() {
        assertThat(rope(TestCheckpoint.quill().setting("rope_theta", 500_000L)).theta())
                .isEqualTo(500_000);
        TestCheckpoint checkpoint = TestCheckpoint.quill();
        checkpoint.settings().remove("rope_theta");
        assertThat(rope(checkpoint).theta()).isEqualTo(10_000);
    }

    @Test
    void followsParameterArithmeticIntoTheGraph() {
        String halved = Sources.quill().replace("0..L", "0..L / 2 - 1");
        CheckedModel model = Sources.model(halved, TestCheckpoint.quill());
        assertThat(model.graph().nodes()).hasSize(1 + 3 * 16 + 2);
        GraphVerifier.verify(model.graph());
    }
}
