package dev.rsparse.compiler.check;

import dev.rsparse.compiler.build.GraphBuilder;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.weights.TensorCatalog;
import dev.rsparse.compiler.weights.TensorView;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.ModelPart;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One `model`: its numbers and extents, its signature, its weights, then its graph.
final class ModelChecker {

    private static final int MOST_INSTANCES = 10_000;
    private static final List<String> PARTS = List.of("fits", "require", "dim", "param", "weights", "graph");
    private static final List<String> LATER_FORMATS = List.of("onnx", "gguf");

    private final Item.Model model;
    private final CheckpointSource checkpoint;
    private final Configuration configuration;
    private final Diagnostics diagnostics;
    private final Names names;
    private final ConstantChecker constants;
    private final Functions functions;
    private Map<String, TensorView> views = Map.of();

    /// @param checkpoint of this model
    ModelChecker(
            Item.Model model,
            CheckpointSource checkpoint,
            Configuration configuration,
            Functions functions,
            Diagnostics diagnostics) {
        this.model = model;
        this.checkpoint = checkpoint;
        this.configuration = configuration;
        this.functions = functions;
        this.diagnostics = diagnostics;
        this.names = Names.top(diagnostics);
        this.constants = new ConstantChecker(names, configuration, diagnostics);
    }

    /// Checks of numbers outside the graph, such as the indices of selectors.
    ConstantChecker constants() {
        return constants;
    }

    /// The graph; of use only when no error was reported.
    ///
    /// @param graphName what the graph is called
    Graph check(String graphName) {
        reportUnknownParts();
        parts(ModelPart.Dims.class)
                .forEach(dims -> dims.names().forEach(name -> names.declare(new Symbol.Extent(name))));
        parts(ModelPart.Parameters.class).forEach(this::declareParameters);
        parts(ModelPart.Require.class).forEach(this::require);
        Map<String, TensorType> outputs = types(model.outputs());
        Map<String, TensorType> inputs = types(model.inputs());
        Optional<ModelPart.Weights> block = single(ModelPart.Weights.class, "weights");
        WeightTable table = block.map(weights -> WeightTable.of(weights, constants, diagnostics))
                .orElseGet(WeightTable::empty);
        WeightResolver weights = new WeightResolver(table, block.flatMap(this::open), diagnostics);
        weights.checkTies();
        table.family("").forEach(binding -> names.declare(new Symbol.BoundWeight(binding)));
        GraphBuilder graph = new GraphBuilder(graphName);
        declareInputs(inputs, graph);
        checkGraph(graph, weights, outputs);
        Inputs.check(model.inputs(), graph.build(), diagnostics);
        views = weights.views();
        if (!diagnostics.hasErrors()) {
            warnUnused(table);
            block.ifPresent(found -> weights.warnUnbound(found.glob().span()));
        }
        return graph.build();
    }

    /// Tensors that the graph wants in another way than the checkpoint has them, by the names of its weights.
    Map<String, TensorView> views() {
        return views;
    }

    private void require(ModelPart.Require requirement) {
        if (constants.condition(requirement.condition()).equals(Optional.of(false))) {
            diagnostics.add(Diagnostic.at(
                    requirement.condition().span(),
                    Code.REQUIREMENT,
                    requirement.otherwise().value(),
                    "does not hold"));
        }
    }

    /// The model's numbers by name.
    Map<String, Constant> parameters() {
        Map<String, Constant> values = new LinkedHashMap<>();
        for (Symbol symbol : names.symbols()) {
            if (symbol instanceof Symbol.Parameter(Name name, Optional<Constant> value)) {
                value.ifPresent(constant -> values.put(name.text(), constant));
            }
        }
        return values;
    }

    /// The files the weights come from; empty for a model without weights.
    String weightsGlob() {
        return parts(ModelPart.Weights.class).stream()
                .map(weights -> weights.glob().value())
                .findFirst()
                .orElse("");
    }

    private void reportUnknownParts() {
        parts(Item.Unknown.class)
                .forEach(unknown -> diagnostics.add(UnknownWord.describe(unknown.word(), PARTS, List.of())));
    }

    private void declareParameters(ModelPart.Parameters block) {
        for (ModelPart.Parameter parameter : block.parameters()) {
            names.declare(new Symbol.Parameter(parameter.name(), constants.value(parameter.value())));
        }
    }

    private Map<String, TensorType> types(List<Item.Field> fields) {
        Map<String, TensorType> types = new LinkedHashMap<>();
        Map<String, Name> seen = new HashMap<>();
        for (Item.Field field : fields) {
            Name earlier = seen.putIfAbsent(field.name().text(), field.name());
            if (earlier != null) {
                diagnostics.add(Diagnostic.at(
                                field.name().span(),
                                Code.DUPLICATE_NAME,
                                "'" + field.name() + "' is given twice",
                                "given again")
                        .with(earlier.span(), "given first"));
            }
            type(field).ifPresent(type -> types.put(field.name().text(), type));
        }
        return types;
    }

    private Optional<TensorType> type(Item.Field field) {
        Optional<DType> dtype = DType.parse(field.dtype().text());
        if (dtype.isEmpty()) {
            diagnostics.add(Diagnostic.at(
                    field.dtype().span(),
                    Code.UNKNOWN_NAME,
                    "unknown element type '" + field.dtype() + "'",
                    "expected f32 or i32"));
        }
        return constants.shape(field.shape()).flatMap(shape -> dtype.map(known -> new TensorType(known, shape)));
    }

    private void declareInputs(Map<String, TensorType> types, GraphBuilder graph) {
        for (Item.Field field : model.inputs()) {
            TensorType type = types.get(field.name().text());
            Operand operand = type == null
                    ? new Operand.Broken()
                    : new Operand.Tensor(Inputs.declare(field, type, graph, diagnostics));
            if (names.peek(field.name().text()).orElse(null) instanceof Symbol.Local) {
                continue;
            }
            names.declare(new Symbol.Local(field.name(), operand));
        }
    }

    private Optional<TensorCatalog> open(ModelPart.Weights block) {
        if (!block.format().text().equals(checkpoint.format())) {
            diagnostics.add(UnknownWord.describe(block.format(), List.of("safetensors"), LATER_FORMATS));
            return Optional.empty();
        }
        try {
            return Optional.of(checkpoint.open(block.glob().value()));
        } catch (CheckpointException problem) {
            diagnostics.add(problem.diagnostic());
            return Optional.empty();
        }
    }

    private void checkGraph(GraphBuilder graph, WeightResolver weights, Map<String, TensorType> outputs) {
        Optional<ModelPart.Graph> block = single(ModelPart.Graph.class, "graph");
        if (block.isEmpty()) {
            diagnostics.add(Diagnostic.at(
                    model.name().span(), Code.MISSING_PART, "the model has no graph", "expected graph { … } in it"));
            return;
        }
        GraphChecker checker = new GraphChecker(
                new GraphContext(
                        graph,
                        weights,
                        new CallChecker(diagnostics),
                        functions,
                        new Allowance(MOST_INSTANCES),
                        configuration,
                        diagnostics),
                names);
        checker.check(block.get().statements());
        checker.checkTypes();
        checker.outputs(model.outputs(), outputs);
        if (!diagnostics.hasErrors()) {
            checker.warnUnused();
        }
    }

    private void warnUnused(WeightTable table) {
        for (Symbol symbol : names.symbols()) {
            boolean number = symbol instanceof Symbol.Parameter || symbol instanceof Symbol.Extent;
            if (number && !names.isRead(symbol.name().span())) {
                unused(symbol.name().span(), Code.UNUSED_NAME, "'" + symbol.name() + "' is never read");
            }
        }
        for (Item.Field input : model.inputs()) {
            if (!names.isRead(input.name().span())) {
                unused(input.name().span(), Code.UNUSED_NAME, "input '" + input.name() + "' is never read");
            }
        }
        for (WeightBinding binding : table.all()) {
            if (!names.isRead(binding.name().span())) {
                unused(binding.name().span(), Code.UNUSED_WEIGHT, "weight '" + binding.name() + "' is never used");
            }
        }
    }

    private void unused(Span place, Code code, String message) {
        diagnostics.add(Diagnostic.at(place, code, message, "unused"));
    }

    private <T extends ModelPart> Optional<T> single(Class<T> kind, String word) {
        List<T> found = parts(kind);
        if (found.size() > 1) {
            diagnostics.add(Diagnostic.at(
                            found.get(1).span(),
                            Code.DUPLICATE_NAME,
                            "a model has one " + word + " block",
                            "given again")
                    .with(found.getFirst().span(), "given first"));
        }
        return found.stream().findFirst();
    }

    private <T extends ModelPart> List<T> parts(Class<T> kind) {
        List<T> found = new ArrayList<>();
        model.parts().stream().filter(kind::isInstance).map(kind::cast).forEach(found::add);
        return found;
    }
}
