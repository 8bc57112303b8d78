package dev.rsparse.compiler.check;

import dev.rsparse.compiler.check.Operation.Option;
import dev.rsparse.compiler.check.Operation.Positional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The operations of the language as data.
final class OperationTable {

    private static final Positional X = value("x");

    private static final Map<String, Operation> ROWS = index(List.of(
            new Operation(
                    "gather",
                    "row ids[t] of table [V,D] for each token t",
                    List.of(weight("table"), value("ids")),
                    List.of(),
                    false,
                    OperationRules::gather),
            new Operation(
                    "rmsnorm",
                    "x / sqrt(mean(x²) + eps) * scale along the last axis",
                    List.of(X, weight("scale")),
                    List.of(Option.required("eps")),
                    false,
                    OperationRules::rmsnorm),
            new Operation(
                    "linear",
                    "x [..,in] times the transpose of w [out,in]",
                    List.of(X, weight("w")),
                    List.of(),
                    false,
                    OperationRules::linear),
            new Operation(
                    "rope",
                    "rotary position embedding of heads laid side by side",
                    List.of(X),
                    List.of(
                            Option.standard("head_dim", "config head_dim, else hidden_size / num_attention_heads"),
                            Option.standard("theta", "config rope_theta, else 10000")),
                    false,
                    AttentionRules::rope),
            new Operation(
                    "attention",
                    "causal grouped-query attention over the tokens so far",
                    List.of(value("q"), value("k"), value("v")),
                    List.of(Option.required("heads"), Option.required("kv_heads")),
                    true,
                    AttentionRules::attention),
            new Operation("silu", "x * sigmoid(x)", List.of(X), List.of(), false, OperationRules::silu)));

    private OperationTable() {}

    static Optional<Operation> find(String name) {
        return Optional.ofNullable(ROWS.get(name));
    }

    static Set<String> names() {
        return ROWS.keySet();
    }

    private static Positional value(String name) {
        return new Positional(name, false);
    }

    private static Positional weight(String name) {
        return new Positional(name, true);
    }

    private static Map<String, Operation> index(List<Operation> rows) {
        Map<String, Operation> index = new LinkedHashMap<>();
        rows.forEach(row -> index.put(row.name(), row));
        return index;
    }
}
