package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Graph;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A model without mistakes: everything the later stages need from a `.rsp` file.
///
/// @param name the model's name
/// @param weightsGlob which files hold the tensors, relative to the `.rsp` file; empty for a model without weights
/// @param graph the model, every `repeat` run out
/// @param parameters the numbers of the model by name
/// @param policies by name, in source order; [CheckedPolicy#DENSE] comes first and thins nothing
/// @param targets what to generate
public record CheckedModel(
        String name,
        String weightsGlob,
        Graph graph,
        Map<String, Constant> parameters,
        Map<String, CheckedPolicy> policies,
        List<JvmTarget> targets) {

    public CheckedModel {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        policies = Collections.unmodifiableMap(new LinkedHashMap<>(policies));
        targets = List.copyOf(targets);
    }
}
