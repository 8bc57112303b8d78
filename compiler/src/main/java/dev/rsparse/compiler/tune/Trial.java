package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.interpret.Mask;
import dev.rsparse.compiler.interpret.Sequence;
import java.util.Map;

/// A plan that was run: its masks, how much they kept, and the states on the way, so that a later plan which agrees
/// with it up to some layer goes on from there.
///
/// @param masks with thresholds read through the thinned prefix, by site
/// @param states by cut of the graph and then by window; the last ones are at the head
/// @param loss the objective on the windows it ran on
record Trial(Plan plan, Map<String, Mask> masks, Sequence[][] states, double loss) {}
