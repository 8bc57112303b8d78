package dev.rsparse.compiler.rewrite;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Uses;

/// One local change of a graph. A rule is stateless, keeps the type of what it replaces, and answers for itself: a
/// later pass never has to know which rules ran.
public interface Rule {

    /// What a rewrite may do to the numbers.
    enum Numerics {
        /// The same bits.
        EXACT,
        /// The same terms, added in another order.
        REORDERS_SUM,
        /// Other numbers, by design.
        APPROXIMATE
    }

    /// What a rule says of one node.
    sealed interface Outcome {
        /// Put `node`, which makes the same value, in the place of the node asked about.
        record Replace(Node node) implements Outcome {}

        /// Not what this rule is about.
        record NoMatch() implements Outcome {}

        /// What this rule is about, but it must not be done.
        record Refused(String reason) implements Outcome {}
    }

    Numerics numerics();

    /// @param uses answers questions about the rest of the graph
    Outcome apply(Node node, Uses uses);
}
