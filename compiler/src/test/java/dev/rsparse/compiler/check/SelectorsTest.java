package dev.rsparse.compiler.check;

import static dev.rsparse.compiler.check.Policies.site;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which linears a selector reaches.
class SelectorsTest {

    @Test
    void selectsAHalfOpenRange() {
        String rules = "select layer[1..3].q { rsparse; sparsity 0.5; }";
        assertThat(site(rules, "layer[0].q").sparse()).isFalse();
        assertThat(site(rules, "layer[1].q").sparse()).isTrue();
        assertThat(site(rules, "layer[2].q").sparse()).isTrue();
        assertThat(site(rules, "layer[3].q").sparse()).isFalse();
    }

    @Test
    void selectsByTheNameOfANode() {
        String named = Sources.quill()
                .replace(
                        "linear(silu(linear(m, gate)) * linear(m, up), down)",
                        "linear(silu(linear(m, gate)) * wide, down)")
                .replace("      x = x + linear(silu", "      wide = linear(m, up);\n      x = x + linear(silu");
        assertThat(named).contains("wide = linear(m, up);");
        assertThat(thinned(named, "node(\"wide\")")).hasSize(8).contains("layer[0].up", "layer[7].up");
        assertThat(thinned(named, "node(\"w?d*\") in layer[1..3]")).containsExactly("layer[1].up", "layer[2].up");
        assertThat(thinned(named, "node(\"/logits|wide/\") where layer < 1")).containsExactly("layer[0].up");
        assertThat(thinned(named, "node(logits)")).containsExactly("head");
        assertThat(thinned(named, "node(\"linear\")")).hasSize(48).doesNotContain("layer[0].up", "head");
    }

    /// The linears that a policy thins which selects them so, in graph order.
    private static List<String> thinned(String source, String selector) {
        String text = source + "policy extra { select " + selector + " { rsparse; sparsity 50%; } }\n";
        return Sources.check(text, TestCheckpoint.quill())
                .model()
                .orElseThrow()
                .policies()
                .get("extra")
                .sites()
                .entrySet()
                .stream()
                .filter(site -> site.getValue().sparse())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void indicesOfSelectorsMayUseTheModelsNumbers() {
        String rules = "select layer[L - 1].* { rsparse; sparsity 50%; }";
        assertThat(site(rules, "layer[7].down").sparse()).isTrue();
        assertThat(site(rules, "layer[6].down").sparse()).isFalse();
    }

    @Test
    void selectsEverythingUnderAnyStep() {
        assertThat(site("select op(linear) in * { rsparse; sparsity 50%; }", "head")
                        .sparse())
                .isTrue();
    }
}
