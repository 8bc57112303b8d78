package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.in.Values;
import dev.rsparse.compiler.onnx.shape.Facts;
import dev.rsparse.compiler.onnx.shape.ShapeInference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Applies all rules until none has anything to say. Numerics: as the rules state, rounding at most.
public final class Recogniser {

    /// A mean and a variance are looked for before a mean of squares alone, and what a norm is multiplied by after
    /// it.
    private static final List<Rule> RULES = List.of(
            new DropOne(),
            new FuseLayerNormalization(),
            new FuseRmsNormalization(),
            new FoldScaleIntoNormalization(),
            new FoldShiftIntoNormalization(),
            new FuseGelu(),
            new FuseSwish(),
            new HalveAngles(),
            new HalveFrequencies(),
            new FuseRotaryEmbedding(),
            new FuseSwappedRotaryEmbedding(),
            new FusePartialRotaryEmbedding(),
            new FuseAttention(),
            new MergeGroupedHeads());

    private Recogniser() {}

    /// The graph with what is recognised in it.
    public static Recognition recognise(TensorGraph graph) {
        Values values = Values.of(graph);
        List<Recognition.Fused> fused = new ArrayList<>();
        List<Recognition.NearMiss> nearMisses = new ArrayList<>();
        TensorGraph before;
        TensorGraph after = graph;
        do {
            before = after;
            nearMisses.clear();
            Map<Value, Facts> facts = ShapeInference.of(after);
            for (Rule rule : RULES) {
                RulePass pass = new RulePass(rule, after, values, facts);
                after = pass.run();
                fused.addAll(pass.fused());
                nearMisses.addAll(pass.nearMisses());
            }
        } while (after != before);
        return new Recognition(after, fused, nearMisses);
    }
}
