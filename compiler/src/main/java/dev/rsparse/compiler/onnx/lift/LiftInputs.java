package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.onnx.in.Block;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which input of a model is what it is about, and which are caches.
final class LiftInputs {

    /// Operators that give the tokens that they are given, each of them.
    private static final Set<String> LAID_OUT =
            Set.of("Reshape", "Squeeze", "Unsqueeze", "Flatten", "Identity", "Cast");

    private LiftInputs() {}

    /// A cache of keys or values, `[batch,heads,past,width]`.
    record Cache(int heads, int width) {}

    /// The tokens `[batch,token]` that a table of embeddings is read at.
    static Optional<TensorGraph.Input> tokens(TensorGraph graph) {
        return graph.inputs().stream()
                .filter(input -> input.type() == ElementType.I64 || input.type() == ElementType.I32)
                .filter(input -> input.dims().filter(dims -> dims.size() == 2).isPresent())
                .filter(input -> indexes(graph.body(), graph, input.value()))
                .findFirst();
    }

    /// Whether tokens, however they are laid out, are what a table is read at.
    private static boolean indexes(Block body, TensorGraph graph, Value ids) {
        Set<Value> same = new HashSet<>(Set.of(ids));
        for (Step step : body.steps()) {
            if (step instanceof Step.Apply apply) {
                String operator = apply.operator().name();
                Value first =
                        apply.inputs().isEmpty() ? Value.ABSENT : apply.inputs().getFirst();
                if (LAID_OUT.contains(operator) && same.contains(first)) {
                    same.addAll(apply.outputs());
                }
                boolean isRead = operator.equals("Gather")
                        && isTable(graph.constants().get(first))
                        && same.contains(apply.inputs().get(1));
                if (isRead) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isTable(Tensor tensor) {
        return tensor != null && tensor.rank() == 2;
    }

    /// Rows of numbers `f32[n,width]`, when they are all that a model reads.
    static Optional<TensorGraph.Input> rows(TensorGraph graph) {
        return graph.inputs().stream()
                .filter(input -> graph.inputs().size() == 1 && input.type() == ElementType.F32)
                .filter(input -> input.dims()
                        .filter(dims -> dims.size() == 2 && dims.get(1) instanceof Dim.Fixed)
                        .isPresent())
                .findFirst();
    }

    /// The graph for one sequence: a model of layers reads no more at a time. Some exporters write it so from some
    /// operator on, whatever their inputs say.
    static TensorGraph oneSequence(TensorGraph graph) {
        Optional<Dim> batch =
                tokens(graph).map(input -> input.dims().orElseThrow().getFirst());
        if (batch.isEmpty() || !(batch.get() instanceof Dim.Symbol(String name)) || name.isEmpty()) {
            return graph;
        }
        List<TensorGraph.Input> inputs = graph.inputs().stream()
                .map(input -> new TensorGraph.Input(
                        input.value(),
                        input.type(),
                        input.dims()
                                .map(dims -> dims.stream()
                                        .map(dim -> dim.equals(batch.get()) ? new Dim.Fixed(1) : dim)
                                        .toList())))
                .toList();
        return new TensorGraph(
                graph.name(), inputs, graph.constants(), graph.body(), graph.outputs(), graph.outputDims());
    }

    /// The cache that an input is.
    static Optional<Cache> cacheOf(TensorGraph.Input input) {
        return input.dims().filter(dims -> dims.size() == 4).flatMap(LiftInputs::cache);
    }

    private static Optional<Cache> cache(List<Dim> dims) {
        return dims.get(1) instanceof Dim.Fixed(long heads)
                        && dims.get(3) instanceof Dim.Fixed(long width)
                        && dims.get(2) instanceof Dim.Symbol
                ? Optional.of(new Cache(Math.toIntExact(heads), Math.toIntExact(width)))
                : Optional.empty();
    }
}
