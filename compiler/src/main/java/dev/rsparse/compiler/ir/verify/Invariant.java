package dev.rsparse.compiler.ir.verify;

import dev.rsparse.compiler.ir.Graph;
import java.util.List;

/// Something that holds for every graph between any two stages.
public interface Invariant {

    /// What breaks it, one phrase each; empty when it holds.
    List<String> violations(Graph graph);
}
