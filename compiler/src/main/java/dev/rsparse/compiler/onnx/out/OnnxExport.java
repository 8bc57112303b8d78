package dev.rsparse.compiler.onnx.out;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Uses;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.rewrite.SparseFunction;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.weights.WeightSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A graph as an ONNX model.
///
/// A model of tokens reads `input_ids i64[batch, sequence]`, whole sequences of one length that all begin at
/// position 0, and gives its outputs for every token, `f32[batch, sequence, n]`. There is no KV cache. Any other
/// model reads and gives what its source says.
public final class OnnxExport {

    /// What a model of tokens calls its input.
    private static final String TOKENS = "input_ids";

    private static final String BATCH = "batch";
    private static final String SEQUENCE = "sequence";

    private final Graph graph;
    private final Settings settings;
    private final Draft draft = new Draft();
    private final Optional<Sequences> sequences;
    private final Values values;
    private final Initializers initializers;
    private final ThinnedLinears thinned;

    /// What can be chosen.
    ///
    /// @param opset version of the standard operators, one of [dev.rsparse.compiler.onnx.ExportOpsets]
    /// @param inline whether thinned linears are spelled out, in place of calls of [SparseFunction]
    /// @param weights the type that matrices are stored in, a type of floats; nodes read them as `f32`
    /// @param firstDense whether nothing of the first token of a sequence is thinned, which only spelled out
    ///     linears can do
    /// @param producer the version of this compiler
    /// @param description of the model, for people
    public record Settings(
            int opset, boolean inline, DType weights, boolean firstDense, String producer, String description) {}

    private OnnxExport(Graph graph, ThinnedLinears.Source source, Settings settings) {
        this.graph = graph;
        this.settings = settings;
        graph.outputs().forEach(output -> draft.name(output.name()));
        String input =
                draft.name(graph.readsNumbers() ? graph.inputs().getFirst().name() : TOKENS);
        this.sequences = graph.readsNumbers() ? Optional.empty() : Optional.of(new Sequences(draft, input));
        this.values = new Values(draft, sequences);
        this.initializers = new Initializers(draft, source.weights(), settings.weights());
        this.thinned = new ThinnedLinears(
                draft,
                initializers,
                values,
                source,
                new ThinnedLinears.Settings(settings.opset(), settings.inline()),
                sequences.filter(_ -> settings.firstDense()));
        values.put(graph.inputs().getFirst(), input);
    }

    /// What of a graph has no form in ONNX, in a few words each; nothing when it can be exported.
    public static List<String> obstacles(Graph graph) {
        List<String> obstacles = new ArrayList<>();
        long read = graph.inputs().stream()
                .filter(input ->
                        graph.nodes().stream().anyMatch(node -> node.inputs().contains(input)))
                .count();
        if (read != 1 || graph.inputs().size() != 1) {
            obstacles.add("it has " + graph.inputs().size() + " inputs, of which it reads " + read
                    + ", and an exported model has one");
        }
        graph.inputs().stream()
                .map(Value::type)
                .filter(type -> type.dtype() == DType.I32 && (type.rank() < 1 || type.rank() > 2))
                .forEach(type -> obstacles.add("it reads tokens as " + type));
        if (graph.readsNumbers() && graph.inputs().getFirst().type().rank() == 1) {
            obstacles.add("it reads one row of numbers, "
                    + graph.inputs().getFirst().type() + ", and rows need an axis of their own");
        }
        return obstacles;
    }

    /// The model of a graph without [#obstacles(Graph)].
    ///
    /// @param weights where the graph's weights are read from when the model is written
    /// @param factors where low-rank factors are
    public static ExportedModel of(Graph graph, WeightSource weights, FactorSource factors, Settings settings) {
        return new OnnxExport(graph, new ThinnedLinears.Source(weights, factors), settings).export();
    }

    private ExportedModel export() {
        new GraphSpelling(draft, initializers, values, sequences, new Uses(graph), thinned, settings.opset())
                .spell(graph);
        GraphProto.Builder made = GraphProto.newBuilder().setName(graph.name());
        outputs();
        Value input = graph.inputs().getFirst();
        made.addInput(described(
                values.of(input),
                sequences.isPresent() ? OnnxType.I64 : OnnxType.F32,
                sequences.isPresent()
                        ? List.of(new Dim.Symbol(BATCH), new Dim.Symbol(SEQUENCE))
                        : input.type().shape()));
        graph.outputs()
                .forEach(output -> made.addOutput(described(output.name(), OnnxType.F32, shape(output.value()))));
        made.addAllNode(draft.nodes()).addAllInitializer(draft.constants());
        return new ExportedModel(model(made), initializers.all());
    }

    private ModelProto model(GraphProto.Builder made) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(irVersion(settings.opset()))
                .setProducerName("rsparsec")
                .setProducerVersion(settings.producer())
                .setDocString(settings.description())
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(settings.opset()))
                .setGraph(made);
        if (thinned.callsFunction()) {
            model.addFunctions(SparseFunction.of(settings.opset()))
                    .addOpsetImport(OperatorSetIdProto.newBuilder()
                            .setDomain(SparseFunction.DOMAIN)
                            .setVersion(SparseFunction.VERSION));
        }
        return model.build();
    }

    /// The first version of the format that knows an operator set of the standard.
    private static int irVersion(int opset) {
        return switch (opset) {
            case 21, 22 -> 10;
            case 23 -> 11;
            default -> 12;
        };
    }

    private List<Dim> shape(Value output) {
        List<Dim> shape = output.type().shape();
        return sequences.isPresent()
                ? List.of(new Dim.Symbol(BATCH), new Dim.Symbol(SEQUENCE), shape.getLast())
                : shape;
    }

    /// Gives the graph's results the names of its outputs.
    private void outputs() {
        Map<String, String> names = new HashMap<>();
        for (Graph.Output output : graph.outputs()) {
            String made = values.of(output.value());
            if (sequences.isPresent()) {
                String extents = sequences.get().extents(output.value().type().size(-1));
                names.put(draft.node(output.name() + "/rows", "Reshape", List.of(made, extents)), output.name());
            } else if (made.equals(values.of(graph.inputs().getFirst())) || names.containsKey(made)) {
                names.put(draft.node(output.name() + "/same", "Identity", List.of(made)), output.name());
            } else {
                names.put(made, output.name());
            }
        }
        draft.rename(names);
    }

    private static ValueInfoProto described(String name, OnnxType type, List<Dim> shape) {
        TensorShapeProto.Builder extents = TensorShapeProto.newBuilder();
        shape.forEach(dim -> extents.addDim(
                switch (dim) {
                    case Dim.Fixed(long size) ->
                        TensorShapeProto.Dimension.newBuilder().setDimValue(size);
                    case Dim.Symbol(String symbol) ->
                        TensorShapeProto.Dimension.newBuilder().setDimParam(symbol);
                }));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.number())
                                .setShape(extents)))
                .build();
    }
}
