package dev.rsparse.compiler.onnx.lift;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An operation of a graph of layers, as the language calls it.
///
/// @param name the operation, `+`, `*` or `/`
/// @param operands in the order of the call
/// @param settings what stands behind them: `eps = 1.0E-5`, or the number that values are multiplied or divided by
record LayerOperation(String name, List<Operand> operands, List<String> settings) {

    /// The rows that a model is given, as a value like others: layers may begin with it and go on with another.
    static final String GIVEN = "given";

    static final String LINEAR = "linear";
    static final String ATTENTION = "attention";
    static final String RMSNORM = "rmsnorm";

    LayerOperation {
        operands = List.copyOf(operands);
        settings = List.copyOf(settings);
    }

    LayerOperation(String name, Operand... operands) {
        this(name, List.of(operands), List.of());
    }

    boolean is(String other) {
        return name.equals(other);
    }

    /// Whether it stands between what it reads.
    boolean isInfix() {
        return name.length() == 1;
    }

    /// Whether it is a function of each number alone.
    boolean isActivation() {
        return List.of("silu", "relu", "gelu", "gelu_tanh", "tanh", "sigmoid").contains(name);
    }

    /// The operations that it reads.
    List<Integer> made() {
        List<Integer> all = new ArrayList<>();
        for (Operand operand : operands) {
            if (operand instanceof Operand.Made(int operation)) {
                all.add(operation);
            }
        }
        return all;
    }

    /// Its weights.
    List<Operand.Stored> stored() {
        return operands.stream()
                .filter(Operand.Stored.class::isInstance)
                .map(Operand.Stored.class::cast)
                .toList();
    }

    /// A linear that has no bias yet, with one.
    Optional<LayerOperation> withBias(Operand.Stored bias) {
        return is(LINEAR)
                        && operands.size() == 2
                        && bias.shape()
                                .equals(List.of(stored().getFirst().shape().getFirst()))
                ? Optional.of(new LayerOperation(LINEAR, operands.get(0), operands.get(1), bias))
                : Optional.empty();
    }

    /// The linear that gives elements `from..from+count` of what this one gives.
    Optional<LayerOperation> part(int from, int count) {
        if (!is(LINEAR)) {
            return Optional.empty();
        }
        List<Operand> parts = new ArrayList<>();
        for (Operand operand : operands) {
            parts.add(operand instanceof Operand.Stored stored ? stored.rows(from, count) : operand);
        }
        return Optional.of(new LayerOperation(LINEAR, parts, settings));
    }
}
