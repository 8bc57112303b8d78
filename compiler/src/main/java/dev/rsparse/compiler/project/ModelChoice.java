package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckedModel;
import dev.rsparse.compiler.check.JvmTarget;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a command asks of a source file: the file, and of several models and targets in it one of each.
///
/// @param source the file
/// @param model the name of the model; empty for the only one, or that of the target
/// @param target the class of the target, alone or with its package; empty for the model's first, if it has any
record ModelChoice(Path source, Optional<String> model, Optional<String> target) {

    static final String EXTENSION = ".rsp";

    /// A model and what to generate of it.
    record Chosen(CheckedModel model, Optional<JvmTarget> target) {}

    /// @param path as commands name a model: `file.rsp`, or `file.rsp:NAME`
    static ModelChoice of(Path path, Optional<String> target) {
        String text = path.toString();
        int colon = text.lastIndexOf(EXTENSION + ":");
        if (colon < 0 || Files.exists(path)) {
            return new ModelChoice(path, Optional.empty(), target);
        }
        int end = colon + EXTENSION.length();
        return new ModelChoice(Path.of(text.substring(0, end)), Optional.of(text.substring(end + 1)), target);
    }

    /// What is asked for, of the models of the file.
    ///
    /// @throws ProjectException when there is none, or more than one
    Chosen among(List<CheckedModel> models) {
        List<CheckedModel> asked = models.stream()
                .filter(one -> model.map(one.name()::equals).orElse(true))
                .toList();
        if (asked.isEmpty() || target.isEmpty() && asked.size() > 1) {
            throw noModel(models);
        }
        if (target.isEmpty()) {
            return new Chosen(
                    asked.getFirst(), asked.getFirst().targets().stream().findFirst());
        }
        List<Chosen> all = new ArrayList<>();
        asked.forEach(one -> one.targets().forEach(made -> all.add(new Chosen(one, Optional.of(made)))));
        List<Chosen> found = all.stream()
                .filter(one -> isCalled(one.target().orElseThrow(), target.get()))
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw noTarget(found.isEmpty() ? all : found, found.size());
    }

    private static boolean isCalled(JvmTarget target, String name) {
        return name.equals(target.className()) || name.equals(target.qualifiedName());
    }

    private ProjectException noModel(List<CheckedModel> models) {
        String names = models.stream().map(CheckedModel::name).collect(Collectors.joining(", "));
        String problem = model.map(wanted -> "unknown model '" + wanted + "'")
                .orElse("the file has " + models.size() + " models, and the command takes one");
        String help = "models: " + names + "; write " + source.getFileName() + ":"
                + models.getFirst().name();
        return ProjectException.of(source.toString(), Code.UNKNOWN_NAME, problem, help);
    }

    /// @param possible those that could have been meant
    /// @param found how many have the name
    private ProjectException noTarget(List<Chosen> possible, int found) {
        List<JvmTarget> targets =
                possible.stream().map(one -> one.target().orElseThrow()).toList();
        String wanted = target.orElseThrow();
        String problem = found == 0
                ? "unknown target '" + wanted + "'"
                : found + " targets make a class " + wanted + ", and the command takes one";
        List<String> names = targets.stream().map(JvmTarget::className).toList();
        List<String> qualified = targets.stream().map(JvmTarget::qualifiedName).toList();
        String of = model.map(name -> "model " + name).orElse("the file");
        String help = found > 0
                ? "name one with its package: " + String.join(", ", qualified)
                : Suggestion.nearest(wanted, wanted.contains(".") ? qualified : names)
                        .map(meant -> "did you mean '" + meant + "'?")
                        .orElse(names.isEmpty() ? of + " has no targets" : "targets: " + String.join(", ", names));
        return ProjectException.of(source.toString(), Code.UNKNOWN_NAME, problem, help);
    }
}
