package dev.rsparse.compiler.lower;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.RopeAngles;
import dev.rsparse.compiler.ir.Scoring;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.runtime.ModelInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A model as functions, ready to be emitted.
///
/// @param schedule what was lowered
/// @param functions kernels first, in name order, then the products that a token takes, then the methods that call
///     these; none longer than what HotSpot compiles, and each that was split followed by its parts
/// @param fields what a workspace holds beside its base class
/// @param ropes tables of angles, each once
/// @param caches KV caches, one per attention node in graph order
/// @param sites thinned linears in graph order
/// @param probed the values that a probe sees, in graph order; usually none
/// @param logits name of the workspace field with the logits
public record Program(
        Schedule schedule,
        List<Function> functions,
        List<WorkspaceField> fields,
        List<RopeTable> ropes,
        List<Cache> caches,
        List<Site> sites,
        List<Value> probed,
        String logits) {

    /// An array a workspace allocates once.
    public sealed interface WorkspaceField {
        String name();

        /// A row of `width` floats, padded to whole strips, for each token of a batch.
        ///
        /// @param tail whether only tokens have one whose logits are wanted
        record Rows(String name, int width, boolean tail) implements WorkspaceField {}

        /// A row of `width` floats, padded to whole strips, for each of several sequences that are decoded
        /// together.
        record GroupRows(String name, int width) implements WorkspaceField {}

        /// Floats.
        record Floats(String name, int length) implements WorkspaceField {}

        /// 32-bit integers.
        record Ints(String name, int length) implements WorkspaceField {}

        /// The integers `0..count`, the last one repeated up to a multiple of `fused`: a list of everything.
        record All(String name, int count, int fused) implements WorkspaceField {}

        /// The integers `groups * i / parts` for `i` in `0..parts`, the last one too.
        record Cuts(String name, int groups, int parts) implements WorkspaceField {}

        /// What [dev.rsparse.runtime.ChannelOrder#of] gives.
        record Order(String name, int count, int runs) implements WorkspaceField {}

        /// Floats that are all 1.
        record Ones(String name, int length) implements WorkspaceField {}
    }

    /// Angles for heads of `headDim` elements.
    public record RopeTable(int headDim, double theta, Optional<RopeAngles> angles) {}

    /// Extents of one KV cache, and how many heads of queries read it.
    public record Cache(int heads, int kvHeads, int headDim, Scoring scoring) {

        /// Whether scores are those of [Scoring#of], which need not be told.
        public boolean isPlain() {
            return scoring.equals(Scoring.of(headDim));
        }
    }

    /// One thinned linear.
    ///
    /// @param unit weights read for each channel or row that was kept
    public record Site(String path, int in, int out, int rank, int unit) {
        /// What the emitted class tells of it.
        public ModelInfo.Site info() {
            return new ModelInfo.Site(path, in, out, rank, unit);
        }
    }

    /// Name of the function that runs one token.
    public static final String DECODE = "runDecode";

    /// Name of the function that runs a batch.
    public static final String PREFILL = "runPrefill";

    /// Name of the function that runs one token of each of several sequences.
    public static final String GROUP = "runGroup";

    /// Numbers of a row that the model reads; empty for a model that reads tokens.
    public OptionalInt inputWidth() {
        return schedule.graph().nodes().stream()
                .filter(Node.Input.class::isInstance)
                .mapToInt(node -> node.output().type().rowSize())
                .findFirst();
    }

    public Program {
        functions = List.copyOf(functions);
        fields = List.copyOf(fields);
        ropes = List.copyOf(ropes);
        caches = List.copyOf(caches);
        sites = List.copyOf(sites);
        probed = List.copyOf(probed);
    }
}
