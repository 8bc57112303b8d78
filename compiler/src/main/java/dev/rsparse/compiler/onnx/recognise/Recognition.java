package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.TensorGraph;
import java.util.List;

/// What was recognised in a graph.
///
/// @param graph the graph with the operators that were recognised
/// @param fused in the order in which they were found
/// @param nearMisses what looks like one of them and must stay as it is
public record Recognition(TensorGraph graph, List<Fused> fused, List<NearMiss> nearMisses) {

    /// An operator that was recognised.
    ///
    /// @param operator its name in ONNX
    /// @param label the last node of its spelling: `Mul "/norm/Mul"`
    public record Fused(String operator, String label) {}

    /// What is nearly an operator.
    ///
    /// @param operator its name in ONNX
    /// @param label the last node of its spelling
    /// @param reason why it must stay as it is
    public record NearMiss(String operator, String label, String reason) {}

    public Recognition {
        fused = List.copyOf(fused);
        nearMisses = List.copyOf(nearMisses);
    }
}
