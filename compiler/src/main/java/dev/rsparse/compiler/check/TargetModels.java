package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Property;
import java.util.List;
import java.util.Optional;

/// Which model each target compiles: the one it names, else the one its policy is for, else the only one.
final class TargetModels {

    private final List<String> models;
    private final List<Item.Policy> policies;
    private final Diagnostics diagnostics;

    TargetModels(List<String> models, List<Item.Policy> policies, Diagnostics diagnostics) {
        this.models = models;
        this.policies = policies;
        this.diagnostics = diagnostics;
        policies.forEach(policy -> policy.model().forEach(name -> isKnown(name.text(), name)));
    }

    /// The model that `target` compiles; nothing when that is reported.
    ///
    /// @param run name of the policy it runs
    Optional<String> of(Item.Target target, String run) {
        Optional<String> forPolicy = policies.stream()
                .filter(policy -> policy.name().text().equals(run))
                .flatMap(policy -> policy.model().stream())
                .map(Name::text)
                .findFirst();
        Optional<Property.Value.Word> named = target.properties().stream()
                .filter(property -> property.name().text().equals("model"))
                .flatMap(property -> property.values().stream())
                .filter(Property.Value.Word.class::isInstance)
                .map(Property.Value.Word.class::cast)
                .findFirst();
        if (named.isPresent()) {
            Name name = new Name(named.get().text(), named.get().span());
            if (!isKnown(name.text(), name)) {
                return Optional.empty();
            }
            if (forPolicy.isPresent() && !forPolicy.get().equals(name.text())) {
                diagnostics.add(Diagnostic.at(
                        name.span(),
                        Code.UNKNOWN_NAME,
                        "policy '" + run + "' is for model '" + forPolicy.get() + "'",
                        "not for this model"));
                return Optional.empty();
            }
            return Optional.of(name.text());
        }
        if (forPolicy.isPresent() || models.size() == 1) {
            return Optional.of(forPolicy.orElseGet(models::getFirst));
        }
        diagnostics.add(Diagnostic.at(
                        target.kind().span(),
                        Code.MISSING_PART,
                        "the file has " + models.size() + " models, and the target names none",
                        "expected model NAME;")
                .help("models: " + String.join(", ", models)));
        return Optional.empty();
    }

    private boolean isKnown(String model, Name place) {
        if (models.contains(model)) {
            return true;
        }
        Diagnostic unknown = Diagnostic.at(
                place.span(), Code.UNKNOWN_NAME, "unknown model '" + model + "'", "no model has this name");
        diagnostics.add(unknown.help(Suggestion.nearest(model, models)
                .map(meant -> "did you mean '" + meant + "'?")
                .orElseGet(() -> models.size() == 1
                        ? "the file's model is '" + models.getFirst() + "'"
                        : "models: " + String.join(", ", models))));
        return false;
    }
}
