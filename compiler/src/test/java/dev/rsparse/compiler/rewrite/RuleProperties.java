package dev.rsparse.compiler.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.emit.RandomGraphs;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What every rule must keep of any graph.
final class RuleProperties {

    private static final int GRAPHS = 200;

    private RuleProperties() {}

    /// Asserts that rules change at least one of many random graphs, keep the type of every value that is still made,
    /// keep the outputs, leave the nodes in topological order, and find nothing more to do on their own result.
    static void check(Function<Graph, List<Rule>> rules) {
        int changes = 0;
        for (int seed = 0; seed < GRAPHS; seed++) {
            Graph before = new Rewriter().rewrite(RandomGraphs.of(seed, 30), List.of());
            Graph after = new Rewriter().rewrite(before, rules.apply(before));
            changes += after == before ? 0 : 1;
            assertSound(before, after);
            assertThat(new Rewriter().rewrite(after, rules.apply(before))).isSameAs(after);
        }
        assertThat(changes).as("graphs the rules fired on").isGreaterThan(GRAPHS / 10);
    }

    private static void assertSound(Graph before, Graph after) {
        assertThat(after.inputs()).isEqualTo(before.inputs());
        assertThat(after.outputs()).isEqualTo(before.outputs());
        Map<Integer, Value> made =
                before.nodes().stream().map(Node::output).collect(Collectors.toMap(Value::id, Function.identity()));
        List<Value> known = new ArrayList<>(after.inputs());
        for (Node node : after.nodes()) {
            assertThat(made).containsEntry(node.output().id(), node.output());
            assertThat(known).containsAll(node.inputs());
            known.add(node.output());
        }
    }
}
