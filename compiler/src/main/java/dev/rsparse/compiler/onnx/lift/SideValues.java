package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.compiler.onnx.in.Block;
import dev.rsparse.compiler.onnx.in.GraphRunner;
import dev.rsparse.compiler.onnx.in.OperatorDefinition.Trait;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.UnreadSteps;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Values that do not depend on what the tokens are, such as masks, positions and angles: computed for one sequence
/// of a given length from its beginning, with nothing masked and empty caches.
final class SideValues {

    private final TensorGraph graph;
    private final Value ids;
    private final Map<Value, TensorGraph> made = new HashMap<>();

    SideValues(TensorGraph graph, Value ids) {
        this.graph = graph;
        this.ids = ids;
    }

    /// What a value is for a sequence of `tokens`; nothing when it cannot be computed for so many, or hangs on what
    /// they are.
    Optional<Tensor> of(Value value, int tokens) {
        Tensor constant = graph.constants().get(value);
        if (constant != null) {
            return Optional.of(constant);
        }
        TensorGraph part = made.computeIfAbsent(value, this::part);
        Optional<Tensor> found = run(part, tokens, i -> i);
        return readsTokens(part)
                ? found.filter(tensor -> run(part, tokens, _ -> 1)
                        .filter(other -> isSame(tensor, other))
                        .isPresent())
                : found;
    }

    /// Whether it reads more of the tokens than how many there are.
    private boolean readsTokens(TensorGraph part) {
        return part.body().steps().stream()
                .filter(step -> !(step instanceof Step.Apply apply
                        && apply.operator().traits().contains(Trait.READS_SHAPE)))
                .anyMatch(step -> step.inputs().contains(ids) || !step.blocks().isEmpty());
    }

    private static boolean isSame(Tensor one, Tensor other) {
        return one.hasDimsOf(other)
                && IntStream.range(0, one.count())
                        .allMatch(i ->
                                Double.doubleToLongBits(one.number(i)) == Double.doubleToLongBits(other.number(i)));
    }

    /// @param token the one at each place
    private Optional<Tensor> run(TensorGraph part, int tokens, IntUnaryOperator token) {
        List<Tensor> inputs = new ArrayList<>();
        for (TensorGraph.Input input : graph.inputs()) {
            Optional<Tensor> given = input(input, tokens, input.value().equals(ids) ? token : i -> i);
            if (given.isEmpty()) {
                return Optional.empty();
            }
            inputs.add(given.get());
        }
        try (Workers workers = new Workers(1)) {
            return Optional.of(GraphRunner.run(part, inputs, workers).getFirst());
        } catch (IllegalArgumentException | ArithmeticException doesNotFit) {
            return Optional.empty();
        }
    }

    /// The largest whole number, of those that are no text's end, that the value is computed from: a window, for
    /// one.
    long largestNumber(Value value) {
        TensorGraph part = made.computeIfAbsent(value, this::part);
        return part.constants().values().stream()
                .filter(tensor -> tensor.type() == ElementType.I64 || tensor.type() == ElementType.I32)
                .flatMapToLong(tensor -> Arrays.stream(tensor.toLongs()))
                .filter(number -> number < Integer.MAX_VALUE)
                .max()
                .orElse(0);
    }

    private TensorGraph part(Value value) {
        Block body = graph.body();
        return UnreadSteps.drop(
                graph.with(graph.constants(), new Block(body.parameters(), body.steps(), List.of(value))));
    }

    /// One sequence: its tokens, their positions, which of them count, and an empty cache.
    private Optional<Tensor> input(TensorGraph.Input input, int tokens, IntUnaryOperator numbers) {
        String name = input.name().toLowerCase(Locale.ROOT);
        if (input.dims().isEmpty()) {
            return Optional.empty();
        }
        int rank = input.dims().get().size();
        boolean isWhole = input.type() == ElementType.I64 || input.type() == ElementType.I32;
        if (rank == 2 && (input.value().equals(ids) || isWhole && name.contains("position"))) {
            Tensor counted = Tensor.of(input.type(), 1, tokens);
            for (int i = 0; i < tokens; i++) {
                counted.setInteger(i, numbers.applyAsInt(i));
            }
            return Optional.of(counted);
        }
        if (rank == 2 && name.contains("mask")) {
            Tensor ones = Tensor.of(input.type(), 1, tokens);
            for (int i = 0; i < tokens; i++) {
                ones.setNumber(i, 1);
            }
            return Optional.of(ones);
        }
        return LiftInputs.cacheOf(input).map(cache -> Tensor.of(input.type(), 1, cache.heads(), 0, cache.width()));
    }
}
