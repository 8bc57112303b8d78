package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.in.ModelImporter;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.recognise.Recogniser;
import dev.rsparse.compiler.onnx.shape.ShapeFolding;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Tensor graph → `.rsp` text and weights, for models that are made of layers: those that read tokens, where each
/// token sees those before it, and those that read rows of numbers.
///
/// Numerics: what the operations say; sums may be added up in another order than the ONNX model's operators do.
public final class ModelLifter {

    private static final String NAME = "Model";

    private ModelLifter() {}

    /// What was found.
    public sealed interface Result {
        /// The model of layers.
        record Lifted(LiftedModel model) implements Result {}

        /// What the graph holds that no graph of layers does, or what it lacks; never empty.
        record Refused(List<String> reasons) implements Result {
            public Refused {
                reasons = List.copyOf(reasons);
            }
        }
    }

    /// Looks for layers in a sound model.
    ///
    /// @throws OnnxException naming the operators that are not known, when there are any
    public static Result lift(OnnxFile file) {
        TensorGraph folded = ShapeFolding.fold(ModelImporter.read(file));
        TensorGraph single = LiftInputs.oneSequence(folded);
        return lift(Recogniser.recognise(ShapeFolding.fold(single)).graph());
    }

    /// Looks for layers in a graph whose fused operators were recognised.
    static Result lift(TensorGraph graph) {
        Lifter.Found found = Lifter.lift(graph);
        return found.reasons().isEmpty() ? model(graph, found) : new Result.Refused(found.reasons());
    }

    private static Result model(TensorGraph graph, Lifter.Found found) {
        LayerGraph all = LayerGraph.of(found);
        Map<String, Operand> outputs = new LinkedHashMap<>();
        Set<String> names = new HashSet<>(GraphText.KEPT);
        String given = name(found.readsTokens() ? "ids" : found.given().name(), names);
        Map<String, Integer> widths = new LinkedHashMap<>();
        all.outputs().forEach((name, operand) -> {
            String own = name(name, names);
            outputs.put(own, operand);
            widths.put(own, found.widths().get(name));
        });
        LayerGraph layered = new LayerGraph(all.operations(), outputs);
        Optional<Repetition> layers = Repetition.of(layered.operations(), layered.results());
        Optional<String> problem = cacheProblem(layered.operations(), layers);
        if (problem.isPresent()) {
            return new Result.Refused(List.of(problem.get()));
        }
        names.addAll(GraphText.OF_VALUES);
        LayerWeights weights = new LayerWeights(layered, layers, graph.constants(), names);
        List<String> statements = new GraphText(layered, layers, weights, given).lines();
        StringBuilder text = new StringBuilder("rsp 1;\n\n");
        text.append(signature(found, given, widths)).append(" {\n");
        text.append("  dim ").append(rows(found)).append(";\n\n  weights from onnx(\"model.onnx\") {\n");
        weights.lines().forEach(line -> text.append("    ").append(line).append('\n'));
        text.append("  }\n\n  graph {\n");
        statements.forEach(line -> text.append("    ").append(line).append('\n'));
        return new Result.Lifted(
                new LiftedModel(text.append("  }\n}\n").toString(), found.configuration(), weights.tensors()));
    }

    /// A scope has one cache.
    private static Optional<String> cacheProblem(List<LayerOperation> operations, Optional<Repetition> layers) {
        int inside = 0;
        int outside = 0;
        for (int i = 0; i < operations.size(); i++) {
            if (operations.get(i).is(LayerOperation.ATTENTION)) {
                int place = i;
                if (layers.filter(found -> found.contains(place)).isPresent()) {
                    inside++;
                } else {
                    outside++;
                }
            }
        }
        int count = layers.map(Repetition::count).orElse(1);
        if (inside > count) {
            return Optional.of("each of " + count + " layers that are alike has " + inside / count
                    + " attentions, and the language takes one");
        }
        return outside > 1
                ? Optional.of(outside + " attentions stand in no layers that are alike, and the language takes one")
                : Optional.empty();
    }

    private static String rows(Lifter.Found found) {
        return found.readsTokens() ? "T" : "N";
    }

    private static String signature(Lifter.Found found, String given, Map<String, Integer> widths) {
        String input = found.readsTokens() ? given + ": i32[T]" : given + ": f32[N," + width(found.given()) + "]";
        StringBuilder results = new StringBuilder();
        widths.forEach((name, width) -> results.append(results.isEmpty() ? "" : ", ")
                .append(name)
                .append(": f32[")
                .append(rows(found))
                .append(',')
                .append(width)
                .append(']'));
        return "model " + NAME + "(" + input + ") -> (" + results + ")";
    }

    private static long width(TensorGraph.Input input) {
        return ((Dim.Fixed) input.dims().orElseThrow().getLast()).size();
    }

    /// A name that the language takes, and that nothing else has.
    private static String name(String wanted, Set<String> names) {
        String plain = wanted.replaceAll("\\W", "_");
        String start = plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
        String name = start;
        for (int number = 2; !names.add(name); number++) {
            name = start + "_" + number;
        }
        return name;
    }
}
