package dev.rsparse.compiler.onnx.lift;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// What weights are called after what they are there for: `q`, `gate`, `down`, `embed`, …
final class Roles {

    private static final List<String> ATTENDED = List.of("q", "k", "v");

    private final List<LayerOperation> operations;
    private final Set<Integer> results;

    Roles(List<LayerOperation> operations, Set<Integer> results) {
        this.operations = operations;
        this.results = results;
    }

    /// The role of a weight of an operation.
    ///
    /// @param slot its place among the operation's weights
    String of(int operation, int slot) {
        String role = role(operation);
        return slot == 0 ? role : role + "_bias";
    }

    private String role(int operation) {
        LayerOperation it = operations.get(operation);
        return switch (it.name()) {
            case "gather" -> "embed";
            case "positions" -> "position";
            case LayerOperation.LINEAR -> linear(operation);
            default -> attended(operation).map(name -> name + "_norm").orElse("norm");
        };
    }

    private String linear(int operation) {
        Optional<String> attended = attended(operation);
        if (attended.isPresent()) {
            return attended.get();
        }
        if (makerOf(operation).filter(it -> it.is(LayerOperation.ATTENTION)).isPresent()) {
            return "o";
        }
        Optional<Integer> reader = onlyReader(operation);
        Optional<LayerOperation> function = reader.map(operations::get).filter(LayerOperation::isActivation);
        if (function.isPresent()) {
            boolean gates = onlyReader(reader.get())
                    .filter(next -> operations.get(next).is("*"))
                    .isPresent();
            return gates ? "gate" : "up";
        }
        if (reader.map(operations::get)
                .filter(it -> it.is("*") && it.operands().size() == 2)
                .isPresent()) {
            return "up";
        }
        if (makerOf(operation).filter(it -> it.isActivation() || it.is("*")).isPresent()) {
            return results.contains(operation) ? "head" : "down";
        }
        return results.contains(operation) ? "head" : "w";
    }

    /// What makes the rows that an operation reads first.
    private Optional<LayerOperation> makerOf(int operation) {
        return operations.get(operation).made().stream().findFirst().map(operations::get);
    }

    /// Which operand of an attention a value becomes, by what works on each head alone.
    private Optional<String> attended(int operation) {
        Optional<Integer> reader = onlyReader(operation);
        if (reader.isEmpty()) {
            return Optional.empty();
        }
        LayerOperation next = operations.get(reader.get());
        if (next.is(LayerOperation.ATTENTION)) {
            return Optional.of(ATTENDED.get(next.operands().indexOf(new Operand.Made(operation))));
        }
        boolean passes = next.is("rope")
                || next.is(LayerOperation.RMSNORM)
                || next.isInfix() && next.operands().size() == 1;
        return passes ? attended(reader.get()) : Optional.empty();
    }

    private Optional<Integer> onlyReader(int operation) {
        List<Integer> readers = IntStream.range(0, operations.size())
                .filter(i -> operations.get(i).made().contains(operation))
                .boxed()
                .toList();
        return readers.size() == 1 ? Optional.of(readers.getFirst()) : Optional.empty();
    }
}
