package dev.rsparse.compiler.onnx.in;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The operators that can be compiled.
public final class OperatorTable {

    /// First and last version of ONNX's operator set that all of them follow.
    public static final int FIRST_OPSET = 7;

    public static final int LAST_OPSET = 27;

    private static final Map<String, OperatorDefinition> ALL = byName();

    private OperatorTable() {}

    private static Map<String, OperatorDefinition> byName() {
        Map<String, OperatorDefinition> all = new TreeMap<>();
        Stream.of(
                        PointwiseOperators.ALL,
                        MoveOperators.ALL,
                        ReduceOperators.ALL,
                        LinearOperators.ALL,
                        NnOperators.ALL,
                        ImageOperators.ALL,
                        QuantizeOperators.ALL)
                .flatMap(List::stream)
                .forEach(operator -> {
                    if (all.put(key(operator.domain(), operator.name()), operator) != null) {
                        throw new IllegalStateException("twice in the table: " + operator);
                    }
                });
        return all;
    }

    private static String key(String domain, String name) {
        return domain + ":" + name;
    }

    /// The operator of that name, if it is in the table.
    ///
    /// @param domain `ai.onnx` and the empty one are the same
    public static Optional<OperatorDefinition> find(String domain, String name) {
        return Optional.ofNullable(ALL.get(key(domain.equals("ai.onnx") ? "" : domain, name)));
    }

    /// All operators, by domain and name.
    public static List<OperatorDefinition> all() {
        return List.copyOf(ALL.values());
    }
}
