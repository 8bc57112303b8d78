package dev.rsparse.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.ir.GraphPrinter;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.runtime.StripLayout;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuillTest {

    private final CheckedModel quill = Sources.model(Sources.quill(), TestCheckpoint.quill());

    @Test
    void runsOutEveryLayer() {
        assertThat(quill.graph().nodes()).hasSize(1 + 8 * 16 + 2);
        assertThat(quill.graph().nodes().stream().filter(Node.Linear.class::isInstance))
                .hasSize(8 * 7 + 1);
    }

    @Test
    void printsAsText() {
        assertThat(GraphPrinter.print(quill.graph())).startsWith("""
                        graph Quill(%0 ids: i32[T]) -> (logits: %131)
                          %1 x: f32[T,256] = gather(@embed bf16[4096,256], %0)
                          layer[0]
                            %2 h: f32[T,256] = rmsnorm(%1, @layer[0].n1 bf16[256], eps = 1.0E-5)
                            %3 linear: f32[T,256] = linear(%2, @layer[0].q bf16[256,256])
                            %4 rope: f32[T,256] = rope(%3, head_dim = 64, theta = 10000.0)
                            %5 linear: f32[T,128] = linear(%2, @layer[0].k bf16[128,256])
                            %6 rope: f32[T,128] = rope(%5, head_dim = 64, theta = 10000.0)
                            %7 linear: f32[T,128] = linear(%2, @layer[0].v bf16[128,256])
                            %8 a: f32[T,256] = attention(%4, %6, %7, heads = 4, kv_heads = 2, cache = "layer[0]")
                        """).endsWith("""
                          %130 rmsnorm: f32[T,256] = rmsnorm(%129, @norm bf16[256], eps = 1.0E-5)
                          %131 logits: f32[T,4096] = linear(%130, @head bf16[4096,256])
                        """);
    }

    @Test
    void tiesTheHeadToTheEmbedding() {
        Node.Linear head = (Node.Linear) quill.graph().nodes().getLast();
        assertThat(head.weight().path()).isEqualTo("head");
        assertThat(head.weight().tensor()).isEqualTo("model.embed_tokens.weight");
    }

    @Test
    void usesTheHeadsOwnTensorWhenThereIsOne() {
        TestCheckpoint untied = TestCheckpoint.quill().tensor("lm_head.weight", 4096, 256);
        Node.Linear head = (Node.Linear)
                Sources.model(Sources.quill(), untied).graph().nodes().getLast();
        assertThat(head.weight().tensor()).isEqualTo("lm_head.weight");
    }

    @Test
    void laterRuleWinsPropertyByProperty() {
        CheckedModel model = Sources.model(Sources.quill() + """
                policy kinds for Quill {
                  default { dense; }
                  select op(linear) in layer[*]  { rsparse; sparsity 50%; split 1.0; phase decode; }
                  select layer[*].down           { sparsity 65%; }
                }
                """, TestCheckpoint.quill());
        SitePolicy down = model.policies().get("kinds").sites().get("layer[7].down");
        assertThat(down.sparse()).isTrue();
        assertThat(down.sparsity()).isEqualTo(0.65);
        assertThat(down.split()).isEqualTo(1);
        assertThat(down.phase()).isEqualTo(Phase.DECODE);
        assertThat(down.gamma()).isEqualTo(0);
        assertThat(down.decidedBy().get("sparsity").line())
                .isGreaterThan(down.decidedBy().get("split").line());
    }

    @Test
    void keepsUnselectedLinearsDense() {
        assertThat(quill.policies().get("half").sites().get("head").sparse()).isFalse();
        assertThat(quill.policies().get("dense").isDense()).isTrue();
    }

    @Test
    void scoresByColumnNormWhenALowRankTermRemains() {
        assertThat(quill.policies().get("rs95").sites().get("layer[0].q").gamma())
                .isEqualTo(1);
    }

    @Test
    void readsTheTarget() {
        assertThat(quill.targets())
                .containsExactly(new JvmTarget(
                        "com.example.quill", "Quill", "half", 1, Optional.of(StripLayout.BF16), Optional.empty()));
    }

    @Test
    void resolvesParameters() {
        assertThat(quill.parameters())
                .containsEntry("L", new Constant.Whole(8))
                .containsEntry("E", new Constant.Real(1e-5));
    }
}
