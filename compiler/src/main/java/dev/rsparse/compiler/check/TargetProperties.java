package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Property;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The properties of one `target` block, by name; what is wrong with them is reported.
final class TargetProperties {

    private final Map<String, Property> given = new HashMap<>();
    private final List<String> known;
    private final Diagnostics diagnostics;

    /// @param known what such a target may say
    TargetProperties(Item.Target target, List<String> known, Diagnostics diagnostics) {
        this.known = known;
        this.diagnostics = diagnostics;
        for (Property property : target.properties()) {
            String name = property.name().text();
            if (!known.contains(name)) {
                reportUnknown(property);
            } else if (given.containsKey(name)) {
                diagnostics.add(Diagnostic.at(
                                property.span(), Code.DUPLICATE_NAME, "'" + name + "' is given twice", "given again")
                        .with(given.get(name).span(), "given first"));
            } else {
                given.put(name, property);
            }
        }
    }

    Optional<Property> find(String name) {
        return Optional.ofNullable(given.get(name));
    }

    /// The one word that a property has.
    ///
    /// @param expected what it takes, for people
    Optional<Property.Value.Word> word(String name, String expected) {
        Property property = given.get(name);
        if (property == null) {
            return Optional.empty();
        }
        if (property.values().size() == 1 && property.values().getFirst() instanceof Property.Value.Word word) {
            return Optional.of(word);
        }
        reportValue(property, expected);
        return Optional.empty();
    }

    /// The one whole number that a property has, or that by default.
    int whole(String name, int least, int most, int byDefault, String example) {
        Property property = given.get(name);
        if (property == null) {
            return byDefault;
        }
        if (property.values().size() == 1
                && property.values().getFirst() instanceof Property.Value.Number number
                && !number.percent()
                && number.value() == Math.rint(number.value())
                && number.value() >= least
                && number.value() <= most) {
            return (int) number.value();
        }
        reportValue(property, "a whole number from " + least + " to " + most + ": " + example);
        return byDefault;
    }

    /// The policy that a target runs.
    ///
    /// @param policies the names there are
    String policy(Set<String> policies) {
        Optional<Property.Value.Word> word = word("policy", "a name: policy dense;");
        word.filter(name -> !policies.contains(name.text())).ifPresent(name -> {
            Diagnostic unknown = Diagnostic.at(
                    name.span(), Code.UNKNOWN_NAME, "unknown policy '" + name.text() + "'", "no policy has this name");
            diagnostics.add(Suggestion.nearest(name.text(), policies)
                    .map(meant -> unknown.didYouMean(meant))
                    .orElseGet(() -> unknown.help("policies: " + String.join(", ", policies))));
        });
        return word.map(Property.Value.Word::text).orElse(CheckedPolicy.DENSE);
    }

    void reportValue(Property property, String expected) {
        diagnostics.add(Diagnostic.at(
                property.span(), Code.PROPERTY_VALUE, property.name() + " takes " + expected, "wrong value"));
    }

    private void reportUnknown(Property property) {
        Diagnostic unknown = Diagnostic.at(
                property.name().span(),
                Code.UNKNOWN_PROPERTY,
                "unknown property '" + property.name() + "'",
                "not a property of a target");
        diagnostics.add(Suggestion.nearest(property.name().text(), known)
                .map(meant -> unknown.didYouMean(meant))
                .orElseGet(() -> unknown.help("properties: " + String.join(", ", known))));
    }
}
