package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.compiler.onnx.in.OperatorDefinition.Trait;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the graph of layers that a tensor graph computes: a model that reads tokens, each of which sees those
/// before it, or one that reads rows of numbers.
///
/// ```
/// q = Transpose(Reshape(MatMul(h, w), [0,0,8,32]), [0,2,1,3])
/// a = Attention(RotaryEmbedding(q, cos, sin), …, mask)          a = attention(rope(linear(h, w)), …)
/// ```
///
/// Rows keep their numbers however they are laid out, so what lays them out is left out. Masks, positions and
/// angles are computed for sequences of several lengths and must be those that the operations of layers stand for.
final class Lifter {

    private static final Map<String, LiftRule> RULES = Map.ofEntries(
            Map.entry("Gather", RowRules::gather),
            Map.entry("MatMul", RowRules::matMul),
            Map.entry("Gemm", RowRules::gemm),
            Map.entry("Add", RowRules::add),
            Map.entry("Mul", RowRules::multiply),
            Map.entry("Div", RowRules::divide),
            Map.entry("Relu", RowRules.function("relu")),
            Map.entry("Tanh", RowRules.function("tanh")),
            Map.entry("Sigmoid", RowRules.function("sigmoid")),
            Map.entry("Gelu", RowRules::gelu),
            Map.entry("Swish", RowRules::swish),
            Map.entry("Softmax", RowRules::softmax),
            Map.entry("RMSNormalization", RowRules::rmsNorm),
            Map.entry("SimplifiedLayerNormalization", RowRules::rmsNorm),
            Map.entry("LayerNormalization", RowRules::layerNorm),
            Map.entry("Reshape", LayoutRules::reshape),
            Map.entry("Squeeze", LayoutRules::reshape),
            Map.entry("Unsqueeze", LayoutRules::reshape),
            Map.entry("Flatten", LayoutRules::reshape),
            Map.entry("Identity", LayoutRules::same),
            Map.entry("Cast", LayoutRules::cast),
            Map.entry("Transpose", LayoutRules::transpose),
            Map.entry("Split", LayoutRules::split),
            Map.entry("Slice", LayoutRules::slice),
            Map.entry("Concat", LayoutRules::concat),
            Map.entry("RotaryEmbedding", HeadRules::rope),
            Map.entry("Attention", HeadRules::attention));

    private final TensorGraph graph;
    private final List<String> reasons = new ArrayList<>();

    private Lifter(TensorGraph graph) {
        this.graph = graph;
    }

    /// What a look for layers gives.
    ///
    /// @param operations in an order in which they can run
    /// @param outputs rows that are results, by name
    /// @param widths how many numbers their rows have
    /// @param configuration what `config.json` says of it
    /// @param given the input that the model is about
    record Found(
            List<LayerOperation> operations,
            Map<String, Operand> outputs,
            Map<String, Integer> widths,
            Map<String, Object> configuration,
            TensorGraph.Input given,
            boolean readsTokens,
            List<String> reasons) {}

    /// The operations of a graph of recognised operators; nothing but reasons where there are others.
    static Found lift(TensorGraph graph) {
        return new Lifter(graph).lift();
    }

    private Found lift() {
        Optional<TensorGraph.Input> tokens = LiftInputs.tokens(graph);
        Optional<TensorGraph.Input> given = tokens.or(() -> LiftInputs.rows(graph));
        if (given.isEmpty()) {
            return nothing(
                    "it reads neither tokens [batch,token] that a table is read at nor rows of numbers [n,width]");
        }
        Lifting lifting = new Lifting(graph, given.get(), tokens.isPresent());
        for (Step step : graph.body().steps()) {
            apply(step, lifting);
        }
        Map<String, Laid> outputs = outputs(lifting);
        if (outputs.isEmpty() && reasons.isEmpty()) {
            reasons.add("no output is computed from " + given.get().name());
        }
        Map<String, Operand> rows = new LinkedHashMap<>();
        Map<String, Integer> widths = new LinkedHashMap<>();
        outputs.forEach((name, laid) -> {
            rows.put(name, laid.row());
            widths.put(name, laid.width());
        });
        return new Found(
                lifting.operations(),
                rows,
                widths,
                lifting.configuration(),
                given.get(),
                tokens.isPresent(),
                List.copyOf(reasons));
    }

    private Found nothing(String reason) {
        return new Found(List.of(), Map.of(), Map.of(), Map.of(), graph.inputs().getFirst(), false, List.of(reason));
    }

    private void apply(Step step, Lifting lifting) {
        boolean readsRows = step.inputs().stream()
                .anyMatch(
                        input -> lifting.isLaid(input) || lifting.rounded(input).isPresent());
        if (!readsRows && step.inputs().stream().noneMatch(lifting::isIds) || isAboutShapes(step)) {
            return;
        }
        // What is made of the tokens alone may be part of a mask, which is looked at as a whole.
        problem(step, lifting).filter(_ -> readsRows).ifPresent(reason -> reasons.add(step.label() + ": " + reason));
    }

    private static Optional<String> problem(Step step, Lifting lifting) {
        if (!(step instanceof Step.Apply apply) || !isKnown(apply)) {
            return Optional.of("nothing in a graph of layers stands for it");
        }
        boolean isCast = apply.operator().name().equals("Cast");
        return !isCast
                        && step.inputs().stream()
                                .anyMatch(input -> lifting.rounded(input).isPresent())
                ? Optional.of("it computes with rows that were cast to another type")
                : RULES.get(apply.operator().name()).apply(apply, lifting);
    }

    /// Shapes of one sequence hang on how many tokens there are, not on what they are.
    private static boolean isAboutShapes(Step step) {
        return step instanceof Step.Apply apply && apply.operator().traits().contains(Trait.READS_SHAPE);
    }

    private static boolean isKnown(Step.Apply step) {
        return step.operator().domain().isEmpty()
                && RULES.containsKey(step.operator().name());
    }

    private Map<String, Laid> outputs(Lifting lifting) {
        Map<String, Laid> outputs = new LinkedHashMap<>();
        for (int i = 0; i < graph.outputs().size(); i++) {
            Value result = graph.body().results().get(i);
            String name = graph.outputs().get(i);
            Optional<Laid> rows = lifting.rows(result);
            if (rows.isPresent()) {
                outputs.put(name, rows.get());
            } else if (!lifting.isCache(result) && reasons.isEmpty()) {
                reasons.add("output " + name + " holds no rows of tokens");
            }
        }
        return outputs;
    }
}
