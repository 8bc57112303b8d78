package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.shape.Extent;
import dev.rsparse.compiler.onnx.shape.Facts;
import dev.rsparse.compiler.onnx.shape.ShapeInference;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/// What is known while a graph is lifted: which tensors hold rows, and the operations so far.
final class Lifting {

    private final TensorGraph graph;
    private final Map<Value, Facts> facts;
    private final Map<Value, Step.Apply> makers = new HashMap<>();
    private final Map<Value, Laid> laid = new HashMap<>();
    private final Map<Value, Laid> rounded = new HashMap<>();
    private final Set<Value> ids = new HashSet<>();
    private final Set<Value> caches = new HashSet<>();
    private final List<LayerOperation> operations = new ArrayList<>();
    private final List<Value> tables = new ArrayList<>();
    private final Extent count;
    private final SideChecks sides;
    private Optional<Map<String, Object>> configuration = Optional.empty();

    /// @param given the input that the model is about
    Lifting(TensorGraph graph, TensorGraph.Input given, boolean readsTokens) {
        this.graph = graph;
        this.facts = ShapeInference.of(graph);
        this.sides = new SideChecks(new SideValues(graph, given.value()));
        List<Extent> shape = facts(given.value()).shape().orElseThrow();
        this.count = Extent.product(readsTokens ? shape : shape.subList(0, 1));
        if (readsTokens) {
            ids.add(given.value());
        } else {
            int width = Math.toIntExact(shape.getLast().number());
            laid.put(
                    given.value(),
                    Laid.rows(add(new LayerOperation(LayerOperation.GIVEN, new Operand.Given())), width));
        }
        for (Step step : graph.body().steps()) {
            if (step instanceof Step.Apply apply) {
                apply.outputs().forEach(output -> makers.put(output, apply));
            }
        }
    }

    List<LayerOperation> operations() {
        return operations;
    }

    SideChecks sides() {
        return sides;
    }

    /// What `config.json` says of all rotary embeddings.
    Map<String, Object> configuration() {
        return configuration.orElse(Map.of());
    }

    /// Has `config.json` say it; `false` when it says something else already.
    boolean configure(Map<String, Object> wanted) {
        configuration = configuration.or(() -> Optional.of(wanted));
        return configuration.get().equals(wanted);
    }

    Facts facts(Value value) {
        return facts.getOrDefault(value, Facts.NONE);
    }

    Optional<Tensor> constant(Value value) {
        return Optional.ofNullable(graph.constants().get(value));
    }

    /// The one number of a constant.
    Optional<Float> number(Value value) {
        return constant(value).filter(tensor -> tensor.count() == 1).map(tensor -> (float) tensor.number(0));
    }

    /// Whether a value is the tokens, in whatever shape.
    boolean isIds(Value value) {
        return ids.contains(value);
    }

    /// Takes note that a value is the tokens too.
    void setIds(Value value) {
        ids.add(value);
    }

    /// Whether all numbers of a tensor are those of the tokens, one each.
    boolean isOfTokens(Value value) {
        return facts(value).shape().map(Extent::product).equals(Optional.of(count));
    }

    boolean isCache(Value value) {
        return caches.contains(value)
                || graph.inputs().stream()
                        .anyMatch(input -> input.value().equals(value)
                                && LiftInputs.cacheOf(input).isPresent());
    }

    /// Takes note that a value is a cache with the keys or values of the tokens behind it.
    void setCache(Value value) {
        caches.add(value);
    }

    boolean isLaid(Value value) {
        return laid.containsKey(value);
    }

    /// The rows that a value holds. Rows of a table of positions are found when somebody reads them.
    Optional<Laid> laid(Value value) {
        Laid known = laid.get(value);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Laid> positions = Optional.ofNullable(makers.get(value)).flatMap(this::positions);
        positions.ifPresent(found -> laid.put(value, found));
        return positions;
    }

    /// The rows `[…,width]` that a value holds.
    Optional<Laid> rows(Value value) {
        return laid(value).filter(Laid::isRows);
    }

    private Optional<Laid> positions(Step.Apply step) {
        if (!step.operator().name().equals("Gather") || step.attributes().integer("axis", 0) != 0) {
            return Optional.empty();
        }
        Optional<Operand.Stored> table = matrix(step.inputs().getFirst(), false);
        OptionalInt offset = table.isPresent() ? sides.offset(step.inputs().get(1)) : OptionalInt.empty();
        if (offset.isEmpty()) {
            return Optional.empty();
        }
        List<String> settings = offset.getAsInt() == 0 ? List.of() : List.of("offset = " + offset.getAsInt());
        int width = table.get().shape().getLast();
        return Optional.of(Laid.rows(
                add(new LayerOperation("positions", List.of(table.get(), new Operand.Given()), settings)), width));
    }

    /// The rows whose numbers a value of another type holds: they can be cast back, and no more.
    Optional<Laid> rounded(Value value) {
        return Optional.ofNullable(rounded.get(value));
    }

    void putRounded(Value value, Laid rows) {
        rounded.put(value, rows);
    }

    void put(Value value, Laid rows) {
        laid.put(value, rows);
    }

    /// Rows of `width` numbers that an operation gives.
    void put(Value value, LayerOperation operation, int width) {
        put(value, Laid.rows(add(operation), width));
    }

    /// Appends an operation.
    Operand add(LayerOperation operation) {
        operations.add(operation);
        return new Operand.Made(operations.size() - 1);
    }

    /// The operation that gives a row.
    Optional<LayerOperation> maker(Laid rows) {
        return rows.row() instanceof Operand.Made(int operation)
                ? Optional.of(operations.get(operation))
                : Optional.empty();
    }

    /// A constant matrix, as one that others read too where it is that turned over: a head tied to its embedding.
    Optional<Operand.Stored> matrix(Value value, boolean transposed) {
        Optional<Tensor> tensor = constant(value).filter(found -> found.rank() == 2);
        if (tensor.isEmpty()) {
            return Optional.empty();
        }
        if (transposed) {
            for (Value table : tables) {
                if (isTurned(graph.constants().get(table), tensor.get())) {
                    return matrix(table, false);
                }
            }
        }
        int rows = tensor.get().dim(transposed ? 1 : 0);
        int columns = tensor.get().dim(transposed ? 0 : 1);
        return Optional.of(new Operand.Stored(value, transposed, 0, List.of(rows, columns)));
    }

    /// Takes note of a table that other weights may be turned over.
    void addTable(Value value) {
        tables.add(value);
    }

    private static boolean isTurned(Tensor table, Tensor matrix) {
        int rows = table.dim(0);
        int columns = table.dim(1);
        if (matrix.dim(0) != columns || matrix.dim(1) != rows || matrix.type() != table.type()) {
            return false;
        }
        return IntStream.range(0, table.count())
                .allMatch(i -> Double.doubleToLongBits(table.number(i))
                        == Double.doubleToLongBits(matrix.number(i % columns * rows + i / columns)));
    }

    /// A constant vector of `length`.
    Optional<Operand.Stored> vector(Value value, int length) {
        return constant(value)
                .filter(tensor ->
                        tensor.count() == length && tensor.rank() > 0 && tensor.dim(tensor.rank() - 1) == length)
                .map(tensor -> new Operand.Stored(value, false, 0, List.of(length)));
    }

    /// How a value of this shape holds rows of `width` numbers when it has them one behind the other.
    Optional<Laid> inOrder(Operand row, int width, Value value) {
        List<Extent> shape = facts(value).shape().orElse(List.of());
        for (int split = shape.size() - 1; split >= Math.max(0, shape.size() - 2); split--) {
            boolean rowsFit = Extent.product(shape.subList(0, split)).equals(count);
            List<Extent> rest = shape.subList(split, shape.size());
            if (rowsFit && Extent.product(rest).is(width)) {
                boolean isFlat = rest.size() == 1;
                return Optional.of(new Laid(
                        row,
                        width,
                        isFlat ? Laid.Layout.ROWS : Laid.Layout.HEADS_LAST,
                        isFlat ? 1 : Math.toIntExact(rest.getFirst().number())));
            }
        }
        return Optional.empty();
    }
}
