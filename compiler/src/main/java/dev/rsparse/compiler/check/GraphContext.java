package dev.rsparse.compiler.check;

import dev.rsparse.compiler.build.GraphBuilder;
import dev.rsparse.compiler.diag.Diagnostics;

/// What stays the same in all scopes of a graph that is being checked.
///
/// @param graph what stands so far
/// @param weights finds the tensors behind names
/// @param calls holds calls against the rows of operations
/// @param functions those that the source defines
/// @param instances of repeats, one inside the other counted each time
record GraphContext(
        GraphBuilder graph,
        WeightResolver weights,
        CallChecker calls,
        Functions functions,
        Allowance instances,
        Configuration configuration,
        Diagnostics diagnostics) {}
