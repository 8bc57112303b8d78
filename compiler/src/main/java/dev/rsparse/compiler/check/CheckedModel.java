package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.weights.TensorView;
import dev.rsparse.grammar.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A model without mistakes: everything the later stages need from a `.rsp` file.
///
/// @param name the model's name
/// @param place where the source gives it that name
/// @param folder of its checkpoint, relative to the `.rsp` file; empty where the source does not say
/// @param weightsGlob which files hold the tensors, relative to the `.rsp` file; empty for a model without weights
/// @param views tensors that the graph wants in another way than the checkpoint has them, by the names of its weights
/// @param graph the model, every `repeat` run out
/// @param parameters the numbers of the model by name
/// @param policies by name, in source order; [CheckedPolicy#DENSE] comes first and thins nothing
/// @param targets the classes to generate
/// @param onnx the ONNX model to write, when the source says
public record CheckedModel(
        String name,
        Span place,
        Optional<String> folder,
        String weightsGlob,
        Map<String, TensorView> views,
        Graph graph,
        Map<String, Constant> parameters,
        Map<String, CheckedPolicy> policies,
        List<JvmTarget> targets,
        Optional<OnnxTarget> onnx) {

    public CheckedModel {
        views = Map.copyOf(views);
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        policies = Collections.unmodifiableMap(new LinkedHashMap<>(policies));
        targets = List.copyOf(targets);
    }
}
