package dev.rsparse.compiler.onnx.shape;

import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.onnx.in.Block;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Types, extents and the numbers that extents are made of, for each value of a graph, from what the model says of
/// its inputs.
///
/// ```
/// x: f32[batch,sequence,64]
/// s = Shape(x)                              contents [batch, sequence, 64]
/// t = Concat(Gather(s, [0,1]), [-1], [16])  contents [batch, sequence, -1, 16]
/// y = Reshape(x, t)                         f32[batch,sequence,4,16]
/// ```
///
/// What an axis is called is taken at the word of the model: a compiled class refuses inputs in which axes of one
/// name are not equally long. Extents that nothing tells become symbols of their own.
public final class ShapeInference {

    private final Map<Value, Facts> facts = new HashMap<>();
    private int symbols;

    private ShapeInference() {}

    /// What is known of the values of a graph, its bodies included; nothing of those that are not in the map.
    public static Map<Value, Facts> of(TensorGraph graph) {
        ShapeInference inference = new ShapeInference();
        graph.constants().forEach((value, tensor) -> inference.facts.put(value, Facts.of(tensor)));
        graph.inputs().forEach(input -> inference.facts.put(input.value(), inference.declared(input)));
        inference.infer(graph.body());
        return inference.facts;
    }

    private Facts declared(TensorGraph.Input input) {
        return new Facts(
                Optional.of(input.type()),
                input.dims().map(dims -> dims.stream().map(this::extent).toList()),
                Optional.empty());
    }

    private Extent extent(Dim dim) {
        return switch (dim) {
            case Dim.Fixed(long size) -> Extent.of(size);
            case Dim.Symbol(String name) -> name.isEmpty() ? fresh() : Extent.symbol(name);
        };
    }

    /// A colon is in no name that an exporter gives to an axis.
    private Extent fresh() {
        return Extent.symbol(":" + symbols++);
    }

    private void infer(Block block) {
        for (Step step : block.steps()) {
            if (step instanceof Step.Apply apply) {
                infer(apply);
            }
            step.blocks().forEach(this::infer);
        }
    }

    private void infer(Step.Apply apply) {
        List<Facts> inputs = apply.inputs().stream()
                .map(input -> facts.getOrDefault(input, Facts.NONE))
                .toList();
        List<Facts> outputs = ShapeTable.of(new ShapeCall(apply, inputs, this::fresh));
        for (int i = 0; i < Math.min(outputs.size(), apply.outputs().size()); i++) {
            if (apply.outputs().get(i).isPresent()) {
                facts.put(apply.outputs().get(i), outputs.get(i));
            }
        }
    }
}
