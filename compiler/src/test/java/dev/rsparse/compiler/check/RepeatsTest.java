package dev.rsparse.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.verify.GraphVerifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The instances of `repeat`, and the weights that each reads.
class RepeatsTest {

    @Test
    void runsTwoRepeatsOverOneScope() {
        String graph = """
                repeat i in 0..2 as layer[i] { x = x + linear(rmsnorm(x, n1, eps = E), q); }
                    repeat j in 2..L as layer[j] { x = x + linear(rmsnorm(x, n1, eps = E), o); }
                """;
        String quill = Sources.quill();
        String text = quill.substring(0, quill.indexOf("repeat i in"))
                + graph
                + quill.substring(quill.indexOf("logits = linear"), quill.indexOf("// The policy"));
        List<String> weights =
                Sources.check(text, TestCheckpoint.quill()).model().orElseThrow().graph().nodes().stream()
                        .filter(Node.Linear.class::isInstance)
                        .map(node -> ((Node.Linear) node).weight().path())
                        .toList();
        assertThat(weights).startsWith("layer[0].q", "layer[1].q", "layer[2].o").endsWith("layer[7].o", "head");
    }

    @Test
    void runsARepeatInsideAFunctionOverTheScopeItIsGiven() {
        String quill = Sources.quill();
        int from = quill.indexOf("repeat i in");
        int end = quill.indexOf("logits = linear");
        String text = quill.substring(0, from) + "x = tower(x, layer, L, scale = norm);\n" + quill.substring(end) + """
                fn tower(x, parts, count, scale) {
                  repeat i in 1..count as parts[i] {
                    repeat j in 0..2 { x = x + linear(linear(rmsnorm(x, n2, eps = 1e-5), q), o); }
                  }
                  return rmsnorm(x, scale, eps = 1e-5);
                }
                """;
        List<Node.Linear> linears = linears(text);
        assertThat(linears).hasSize(7 * 2 * 2 + 1);
        assertThat(linears.subList(0, 5))
                .extracting(linear -> linear.weight().path())
                .containsExactly("layer[1].q", "layer[1].o", "layer[1].q", "layer[1].o", "layer[2].q");
        assertThat(linears.get(4).at().scope()).isEqualTo("layer[2]");
    }

    @Test
    void aRepeatWithoutAScopeStaysInTheOneAround() {
        String text = Sources.quill()
                .replace("      x = x + linear(a, o);", "      repeat n in 0..i + 1 { x = x + linear(a, o) * n; }");
        List<Node.Linear> outputs = linears(text).stream()
                .filter(linear -> linear.weight().path().endsWith(".o"))
                .toList();
        assertThat(outputs).hasSize(1 + 2 + 3 + 4 + 5 + 6 + 7 + 8);
        assertThat(outputs.get(1).at().scope()).isEqualTo("layer[1]");
    }

    private static List<Node.Linear> linears(String text) {
        Graph graph = Sources.check(text, TestCheckpoint.quill())
                .model()
                .orElseThrow()
                .graph();
        GraphVerifier.verify(graph);
        return graph.nodes().stream()
                .filter(Node.Linear.class::isInstance)
                .map(Node.Linear.class::cast)
                .toList();
    }

    private static final String EXPERTS = """
            rsp 1;
            fn mixture(x, experts) {
              repeat j in 0..2 as experts[j] {
                x = linear(x, up);
                repeat k in 1..3 as part[k] { x = linear(x, w); }
              }
              return x;
            }
            fn whole(x, layers) {
              repeat i in 0..2 as layers[i] {
                repeat j in 1..2 as expert[j] { x = linear(linear(x, q), up); }
              }
              return x;
            }
            model Experts(ids: i32[T]) -> (out: f32[T,D]) {
              dim T;
              param D = config("hidden_size");
              weights from safetensors("m") {
                embed = "model.embed_tokens.weight";
                layer[i].q = "l.{i}.q" : [D,D];
                layer[i].expert[j].up = "l.{i}.e.{j}.{_}" : [D,D];
                layer[i].expert[j].part[k].w = "l.{i}.e.{j}.p.{k}" : [D,D] else tied q;
              }
              graph {
                x = gather(embed, ids);
                GRAPH
                out = x;
              }
            }
            """;

    private static List<Node.Linear> experts(String graph) {
        TestCheckpoint checkpoint = TestCheckpoint.quill();
        for (int i = 0; i < 2; i++) {
            checkpoint.tensor("l." + i + ".q", 256, 256);
            for (int j = 0; j < 2; j++) {
                checkpoint.tensor("l." + i + ".e." + j + ".up", 256, 256);
                checkpoint.tensor("l." + i + ".e." + j + ".p.1", 256, 256);
            }
        }
        CheckResult result = Sources.check(EXPERTS.replace("GRAPH", graph), checkpoint);
        assertThat(result.diagnostics()).noneMatch(Diagnostic::isError);
        Graph found = result.model().orElseThrow().graph();
        GraphVerifier.verify(found);
        return found.nodes().stream()
                .filter(Node.Linear.class::isInstance)
                .map(Node.Linear.class::cast)
                .toList();
    }

    @Test
    void repeatsInsideRepeatsOverWeightsGiveThemTwoIndices() {
        List<Node.Linear> linears = experts("""
                repeat i in 0..2 as layer[i] {
                  repeat j in 0..2 as expert[j] { x = linear(linear(x, q), up); }
                  x = linear(x, q);
                }
                """);
        assertThat(linears)
                .extracting(linear -> linear.weight().path())
                .containsExactly(
                        "layer[0].q",
                        "layer[0].expert[0].up",
                        "layer[0].q",
                        "layer[0].expert[1].up",
                        "layer[0].q",
                        "layer[1].q",
                        "layer[1].expert[0].up",
                        "layer[1].q",
                        "layer[1].expert[1].up",
                        "layer[1].q");
        assertThat(linears.get(3).weight().tensor()).isEqualTo("l.0.e.1.up");
        assertThat(linears.get(2).at().scope()).isEqualTo("layer[0].expert[1]");
        assertThat(linears.get(4).at().scope()).isEqualTo("layer[0]");
    }

    @Test
    void aFunctionRepeatsOverAnInnerScopeThatItIsGivenAndOverThoseInside() {
        List<Node.Linear> linears = experts("repeat i in 1..2 as layer[i] { x = mixture(x, expert); }");
        assertThat(linears)
                .extracting(
                        linear -> linear.weight().path() + " " + linear.weight().tensor())
                .containsExactly(
                        "layer[1].expert[0].up l.1.e.0.up",
                        "layer[1].expert[0].part[1].w l.1.e.0.p.1",
                        "layer[1].expert[0].part[2].w l.1.q",
                        "layer[1].expert[1].up l.1.e.1.up",
                        "layer[1].expert[1].part[1].w l.1.e.1.p.1",
                        "layer[1].expert[1].part[2].w l.1.q");
    }

    @Test
    void aFunctionThatIsGivenAScopeRepeatsOverThoseInsideIt() {
        assertThat(experts("x = whole(x, layer);"))
                .extracting(linear -> linear.weight().path())
                .containsExactly("layer[0].q", "layer[0].expert[1].up", "layer[1].q", "layer[1].expert[1].up");
    }
}
