package dev.rsparse.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.ElementFunction;
import dev.rsparse.compiler.ir.Node;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Numbers, weights and values as another type holds them.
class CastsTest {

    @Test
    void castsNumbersToWhatATypeHolds() {
        String source = Sources.quill()
                .replace(
                        "param ",
                        "param A = bf16(sqrt(3072)), B = f16(0.1), C = i32(-2.7), D1 = f32(0.1), S = i32(A), ");
        Map<String, Constant> numbers = Sources.check(source, TestCheckpoint.quill())
                .model()
                .orElseThrow()
                .parameters();
        assertThat(numbers)
                .containsEntry("A", new Constant.Real(55.5))
                .containsEntry("B", new Constant.Real(0.0999755859375))
                .containsEntry("C", new Constant.Whole(-2))
                .containsEntry("D1", new Constant.Real(0.1f))
                .containsEntry("S", new Constant.Whole(55));
    }

    @Test
    void castsAWeightWhereItIsReadAndKeepsItsPlaceInPolicies() {
        String source = Sources.quill().replace("linear(m, up)", "linear(m, f32(f16(up)))");
        CheckedModel model = Sources.model(source, TestCheckpoint.quill());
        Node.Linear up = linear(model, "layer[3].up");
        assertThat(up.weight().type().toString()).isEqualTo("f32[704,256]");
        assertThat(up.weight().tensor()).isEqualTo("model.layers.3.mlp.up_proj.weight as f16 as f32");
        assertThat(model.views().get(up.weight().tensor()).casts()).containsExactly(DType.F16, DType.F32);
        assertThat(model.policies().get("half").sites().get("layer[3].up").sparse())
                .isTrue();
        assertThat(linear(model, "layer[3].gate").weight().type().dtype()).isEqualTo(DType.BF16);
    }

    @Test
    void aCastToTheTypeItHasChangesNothing() {
        CheckedModel model = Sources.model(
                Sources.quill().replace("linear(m, up)", "linear(f32(m), bf16(up))"), TestCheckpoint.quill());
        assertThat(model.views()).isEmpty();
        assertThat(model.graph().nodes())
                .hasSameSizeAs(Sources.model(Sources.quill(), TestCheckpoint.quill())
                        .graph()
                        .nodes());
    }

    private static Node.Linear linear(CheckedModel model, String path) {
        return model.graph().nodes().stream()
                .filter(Node.Linear.class::isInstance)
                .map(Node.Linear.class::cast)
                .filter(linear -> linear.weight().path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aCastValueKeepsWhatTheTypeHoldsAndStaysF32() {
        String source = Sources.quill().replace("linear(m, up)", "f32(f16(linear(bf16(m), up))) + i32(linear(m, up))");
        List<Node.Pointwise> casts = Sources.model(source, TestCheckpoint.quill()).graph().nodes().stream()
                .filter(Node.Pointwise.class::isInstance)
                .map(Node.Pointwise.class::cast)
                .toList();
        assertThat(casts.subList(0, 3))
                .extracting(Node.Pointwise::function)
                .containsExactly(ElementFunction.ROUND_BF16, ElementFunction.ROUND_F16, ElementFunction.TRUNCATE);
        assertThat(casts).hasSize(3 * 8).allMatch(cast -> cast.output().type().dtype() == DType.F32);
        assertThat(casts.getFirst().output().name()).isEqualTo("bf16");
    }
}
