package dev.rsparse.compiler.onnx.fuse;

import dev.rsparse.compiler.onnx.in.TensorGraph;
import java.util.List;
import java.util.function.UnaryOperator;

/// The passes, in their order: batch normalisations go before convolutions are packed, and what follows a product
/// is joined with it when products are packed. They look at the steps of the graph itself, not at those of branches
/// and loops. Numerics: REORDERS_SUM; each pass says where it does not.
public final class Fusion {

    private static final List<UnaryOperator<TensorGraph>> PASSES = List.of(
            FoldBatchNormalization::apply,
            RecogniseHardSwish::apply,
            PlaceChannelsLast::apply,
            PackProducts::apply,
            TakeSparseLinears::apply,
            LayFewBits::apply,
            FinishProducts::apply);

    private Fusion() {}

    /// The graph after all passes.
    public static TensorGraph fuse(TensorGraph graph) {
        TensorGraph fused = graph;
        for (UnaryOperator<TensorGraph> pass : PASSES) {
            fused = pass.apply(fused);
        }
        return fused;
    }
}
