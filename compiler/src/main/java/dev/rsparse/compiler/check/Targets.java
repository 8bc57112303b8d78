package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is made of the models of a file.
final class Targets {

    private final Map<String, List<JvmTarget>> classes = new HashMap<>();
    private final Map<String, OnnxTarget> onnx = new HashMap<>();
    private final Map<String, Span> classPlaces = new HashMap<>();
    private final Map<String, Span> onnxPlaces = new HashMap<>();
    private final TargetModels owners;
    private final Diagnostics diagnostics;

    private Targets(TargetModels owners, Diagnostics diagnostics) {
        this.owners = owners;
        this.diagnostics = diagnostics;
    }

    /// Reads the targets of a file; what is wrong with them is reported.
    ///
    /// @param policies the names a target may run, those with mistakes among them
    static Targets read(List<Item.Target> targets, TargetModels owners, Set<String> policies, Diagnostics diagnostics) {
        Targets found = new Targets(owners, diagnostics);
        TargetChecker ofClasses = new TargetChecker(policies, diagnostics);
        OnnxTargetChecker ofOnnx = new OnnxTargetChecker(policies, diagnostics);
        for (Item.Target target : targets) {
            switch (target.kind().text()) {
                case "jvm" -> ofClasses.check(target).ifPresent(made -> found.add(target, made));
                case "onnx" -> found.add(target, ofOnnx.check(target));
                default -> diagnostics.add(UnknownWord.describe(target.kind(), List.of("jvm", "onnx"), List.of()));
            }
        }
        return found;
    }

    private void add(Item.Target source, JvmTarget made) {
        reportSecond(source, classPlaces, made.qualifiedName(), "two targets make class " + made.className());
        owners.of(source, made.policy())
                .ifPresent(model ->
                        classes.computeIfAbsent(model, _ -> new ArrayList<>()).add(made));
    }

    private void add(Item.Target source, OnnxTarget made) {
        owners.of(source, made.policy()).ifPresent(model -> {
            reportSecond(source, onnxPlaces, model, "two targets make an ONNX model of " + model);
            onnx.put(model, made);
        });
    }

    private void reportSecond(Item.Target source, Map<String, Span> places, String name, String problem) {
        Span earlier = places.putIfAbsent(name, source.span());
        if (earlier != null) {
            diagnostics.add(Diagnostic.at(source.kind().span(), Code.DUPLICATE_NAME, problem, "given again")
                    .with(earlier, "given first"));
        }
    }

    /// The classes to generate of a model, in source order.
    List<JvmTarget> classes(String model) {
        return classes.getOrDefault(model, List.of());
    }

    /// The ONNX model to write of a model.
    Optional<OnnxTarget> onnx(String model) {
        return Optional.ofNullable(onnx.get(model));
    }
}
