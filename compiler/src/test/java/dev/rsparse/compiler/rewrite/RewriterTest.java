package dev.rsparse.compiler.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.compiler.emit.GraphWriter;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.Uses;
import dev.rsparse.compiler.ir.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class RewriterTest {

    private final GraphWriter graph = new GraphWriter(DType.F32);
    private final Value x = graph.gather("t", "t", 4, 8);

    /// A rule that answers the same for every linear.
    private record OnLinears(Outcome outcome) implements Rule {
        @Override
        public Numerics numerics() {
            return Numerics.EXACT;
        }

        @Override
        public Outcome apply(Node node, Uses uses) {
            return node instanceof Node.Linear ? outcome : new Outcome.NoMatch();
        }
    }

    @Test
    void givesTheSameGraphWhenNothingChanges() {
        Graph before = graph.graph("G", graph.linear(x, "w", 8));
        assertThat(new Rewriter().rewrite(before, List.of(new OnLinears(new Rule.Outcome.NoMatch()))))
                .isSameAs(before);
    }

    @Test
    void dropsWhatNothingReads() {
        Value silu = graph.silu(x);
        graph.linear(silu, "unread", 3);
        Value logits = graph.linear(x, "w", 8);
        Graph after = new Rewriter().rewrite(graph.graph("G", logits), List.of(new FuseSiluIntoMul()));
        assertThat(after.nodes()).extracting(Node::op).containsExactly("gather", "linear");
    }

    @Test
    void whatNothingReadsDoesNotCountAsAReader() {
        Value silu = graph.silu(x);
        graph.linear(silu, "unread", 3);
        Graph after = new Rewriter().rewrite(graph.graph("G", graph.mul(silu, x)), List.of(new FuseSiluIntoMul()));
        assertThat(after.nodes()).extracting(Node::op).containsExactly("gather", "silu_mul");
    }

    @Test
    void keepsWhatOnlyALaterOutputReads() {
        Value logits = graph.linear(x, "w", 8);
        Graph before = graph.graph("G", logits, graph.silu(x));
        assertThat(new Rewriter().rewrite(before, List.of(new FuseSiluIntoMul())))
                .isSameAs(before);
    }

    @Test
    void reportsRefusalsInGraphOrder() {
        Value first = graph.linear(x, "a", 8);
        Graph before = graph.graph("G", graph.linear(first, "b", 8));
        Rewriter rewriter = new Rewriter();
        rewriter.rewrite(before, List.of(new OnLinears(new Rule.Outcome.Refused("no"))));
        assertThat(rewriter.refusals())
                .containsExactly(
                        new Rewriter.Refusal("OnLinears", before.nodes().get(1), "no"),
                        new Rewriter.Refusal("OnLinears", before.nodes().get(2), "no"));
    }

    @Test
    void rejectsARuleThatChangesAValue() {
        Node other = new Node.Silu(Origin.NONE, new Value(99, "v", x.type()), x);
        Graph before = graph.graph("G", graph.linear(x, "w", 8));
        assertThatThrownBy(
                        () -> new Rewriter().rewrite(before, List.of(new OnLinears(new Rule.Outcome.Replace(other)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("changed the value of");
    }
}
