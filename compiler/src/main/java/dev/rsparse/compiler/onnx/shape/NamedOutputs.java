package dev.rsparse.compiler.onnx.shape;

import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Axes of inputs that are 1 because of how the model calls the axes of its outputs.
///
/// ```
/// x: f32[batch,sequence,64]
/// y = Reshape(x, [1,-1,64])     [1, batch * sequence, 64], which the model calls [1,sequence,64]
/// x: f32[1,sequence,64]
/// ```
///
/// Exporters that were given one sequence write such a model, and leave the axis at its input open. Numbers that
/// the model gives for axes of outputs are not taken at its word: they are often those of the example it was traced
/// with.
final class NamedOutputs {

    private NamedOutputs() {}

    /// The graph with inputs whose axes of that kind are fixed; the graph itself when there are none.
    static TensorGraph applied(TensorGraph graph) {
        Set<String> ones = ones(graph);
        return ones.isEmpty()
                ? graph
                : graph.with(
                        graph.inputs().stream().map(input -> fixed(input, ones)).toList());
    }

    private static TensorGraph.Input fixed(TensorGraph.Input input, Set<String> ones) {
        Optional<List<Dim>> dims = input.dims()
                .map(all -> all.stream()
                        .map(dim ->
                                dim instanceof Dim.Symbol(String name) && ones.contains(name) ? new Dim.Fixed(1) : dim)
                        .toList());
        return new TensorGraph.Input(input.value(), input.type(), dims);
    }

    /// Names of axes that must be 1.
    private static Set<String> ones(TensorGraph graph) {
        Map<Value, Facts> facts = ShapeInference.of(graph);
        Set<String> ones = new HashSet<>();
        for (int i = 0; i < graph.outputs().size(); i++) {
            Value result = graph.body().results().get(i);
            List<Extent> found = facts.getOrDefault(result, Facts.NONE).shape().orElse(List.of());
            List<Dim> said = graph.outputDims().get(i).orElse(List.of());
            for (int axis = 0; found.size() == said.size() && axis < said.size(); axis++) {
                ones.addAll(ones(found.get(axis), said.get(axis)));
            }
        }
        ones.retainAll(names(graph));
        return ones;
    }

    /// The other factors of an extent that is said to be one of them.
    private static Set<String> ones(Extent found, Dim said) {
        return said instanceof Dim.Symbol(String name) && !name.isEmpty()
                ? found.dividedBy(Extent.symbol(name))
                        .filter(rest -> rest.terms().size() == 1 && rest.terms().containsValue(1L))
                        .<Set<String>>map(rest -> new HashSet<>(rest.terms().firstKey()))
                        .orElse(Set.of())
                : Set.of();
    }

    private static Set<String> names(TensorGraph graph) {
        Set<String> names = new HashSet<>();
        graph.inputs()
                .forEach(input -> input.dims().stream()
                        .flatMap(List::stream)
                        .filter(Dim.Symbol.class::isInstance)
                        .forEach(dim -> names.add(((Dim.Symbol) dim).name())));
        return names;
    }
}
