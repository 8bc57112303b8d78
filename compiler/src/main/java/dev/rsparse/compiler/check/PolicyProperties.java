package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.grammar.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads the properties of a policy's blocks; what is wrong with one is reported and the property left out.
final class PolicyProperties {

    static final double HIGHEST_SPARSITY = 0.99;

    /// Far beyond what ranks channels well; much more would leave the range of floats.
    private static final double HIGHEST_GAMMA = 4;

    private static final List<String> KNOWN = List.of(
            "rsparse", "dense", "sparsity", "skip", "split", "rank", "phase", "score", "gamma", "mask", "weights");

    private final Diagnostics diagnostics;

    PolicyProperties(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    List<PolicySetting> read(List<Property> properties) {
        Map<String, PolicySetting> settings = new LinkedHashMap<>();
        for (Property property : properties) {
            read(property).ifPresent(setting -> {
                PolicySetting earlier = settings.putIfAbsent(setting.subject(), setting);
                if (earlier != null) {
                    reportTwice(earlier, setting);
                }
            });
        }
        return new ArrayList<>(settings.values());
    }

    private Optional<PolicySetting> read(Property property) {
        return switch (property.name().text()) {
            case "rsparse" -> mode(property, true);
            case "dense" -> mode(property, false);
            case "sparsity" ->
                share(property, 0, HIGHEST_SPARSITY, "0% to 99%")
                        .map(share -> new PolicySetting.Sparsity(share, property.span()));
            case "split" ->
                share(property, 0, 1, "0 to 1").map(share -> new PolicySetting.Split(share, property.span()));
            case "rank" -> rank(property);
            case "gamma" -> gamma(property);
            case "skip" ->
                word(property, Skip.values(), Skip::text)
                        .map(skip -> new PolicySetting.Skipping(skip, property.span()));
            case "phase" ->
                word(property, Phase.values(), Phase::text)
                        .map(phase -> new PolicySetting.Tokens(phase, property.span()));
            case "score" ->
                word(property, Score.values(), Score::text)
                        .map(score -> new PolicySetting.Ranking(score, property.span()));
            case "mask" ->
                word(property, MaskScope.values(), MaskScope::text)
                        .map(scope -> new PolicySetting.Masking(scope, property.span()));
            case "weights" ->
                WeightFormat.read(property, diagnostics)
                        .map(format -> new PolicySetting.Format(format, property.span()));
            default -> unknown(property);
        };
    }

    private Optional<PolicySetting> mode(Property property, boolean sparse) {
        if (!property.values().isEmpty()) {
            return wrongValue(property, property.name() + " takes no value");
        }
        return Optional.of(new PolicySetting.Mode(sparse, property.span()));
    }

    private Optional<Double> share(Property property, double least, double most, String range) {
        return property.values().size() == 1 && property.values().getFirst() instanceof Property.Value.Number number
                ? new Shares(diagnostics).read(number, least, most, property.name() + " must be " + range)
                : wrongValue(property, property.name() + " takes one number");
    }

    private Optional<PolicySetting> rank(Property property) {
        if (property.values().size() != 1
                || !(property.values().getFirst()
                        instanceof Property.Value.Number(double number, boolean percent, var _))
                || percent
                || number != Math.rint(number)) {
            return wrongValue(property, "rank takes one integer");
        }
        if (number < 1 || number > Integer.MAX_VALUE) {
            diagnostics.add(outOfRange(property, "rank must be at least 1 and at most the smaller side of the weight"));
            return Optional.empty();
        }
        return Optional.of(new PolicySetting.Rank((int) number, property.span()));
    }

    private Optional<PolicySetting> gamma(Property property) {
        if (property.values().size() != 1
                || !(property.values().getFirst()
                        instanceof Property.Value.Number(double number, boolean percent, var _))
                || percent) {
            return wrongValue(property, "gamma takes one number");
        }
        if (number < 0 || number > HIGHEST_GAMMA) {
            diagnostics.add(outOfRange(property, "gamma must be 0 to 4"));
            return Optional.empty();
        }
        return Optional.of(new PolicySetting.Gamma(number, property.span()));
    }

    private <T> Optional<T> word(Property property, T[] choices, Function<T, String> text) {
        if (property.values().size() == 1
                && property.values().getFirst() instanceof Property.Value.Word(String word, var _)) {
            Optional<T> chosen = Arrays.stream(choices)
                    .filter(choice -> text.apply(choice).equals(word))
                    .findFirst();
            if (chosen.isPresent()) {
                return chosen;
            }
        }
        List<String> words = Arrays.stream(choices).map(text).toList();
        return wrongValue(property, property.name() + " takes " + String.join(" or ", words));
    }

    private Optional<PolicySetting> unknown(Property property) {
        Diagnostic unknown = Diagnostic.at(
                property.name().span(),
                Code.UNKNOWN_PROPERTY,
                "unknown property '" + property.name() + "'",
                "not a property of a policy");
        diagnostics.add(Suggestion.nearest(property.name().text(), KNOWN)
                .map(meant -> unknown.help("did you mean '" + meant + "'?"))
                .orElseGet(() -> unknown.help("properties: " + String.join(", ", KNOWN))));
        return Optional.empty();
    }

    private <T> Optional<T> wrongValue(Property property, String expected) {
        diagnostics.add(Diagnostic.at(property.span(), Code.PROPERTY_VALUE, expected, "wrong value"));
        return Optional.empty();
    }

    private static Diagnostic outOfRange(Property property, String message) {
        return Diagnostic.at(property.values().getFirst().span(), Code.PROPERTY_RANGE, message, "out of range");
    }

    private void reportTwice(PolicySetting earlier, PolicySetting again) {
        diagnostics.add(Diagnostic.at(
                        again.span(),
                        Code.DUPLICATE_NAME,
                        "the " + again.subject() + " is given twice in one block",
                        "given again")
                .with(earlier.span(), "given first"));
    }
}
