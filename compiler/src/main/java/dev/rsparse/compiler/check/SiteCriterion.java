package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Selector;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What `op(linear)`, `node(…)`, `weight(…)` or `path(…)` asks of a linear.
final class SiteCriterion {

    private static final String OPERATION = "op";
    private static final String NODE = "node";
    private static final String WEIGHT = "weight";
    private static final String PATH = "path";
    static final List<String> KNOWN = List.of(OPERATION, NODE, WEIGHT, PATH);
    private static final String LINEAR = "linear";

    private final PolicyWeights weights;
    private final Diagnostics diagnostics;

    SiteCriterion(PolicyWeights weights, Diagnostics diagnostics) {
        this.weights = weights;
        this.diagnostics = diagnostics;
    }

    /// Whether a site is as `given` asks; nothing when that cannot be asked, which is reported.
    Optional<Predicate<String>> of(Selector.Criterion given) {
        String property = given.property().text();
        if (property.equals(OPERATION)) {
            return isLinear(given) ? Optional.of(_ -> true) : Optional.empty();
        }
        if (!KNOWN.contains(property)) {
            diagnostics.add(UnknownWord.describe(given.property(), KNOWN, List.of()));
            return Optional.empty();
        }
        return pattern(given.value())
                .map(pattern -> site -> called(property, site).stream()
                        .anyMatch(name -> pattern.matcher(name).matches()));
    }

    /// What a site is called, as far as `property` looks: one name, or for `node` one for each node that reads its
    /// weight.
    Collection<String> called(String property, String site) {
        return switch (property) {
            case NODE -> weights.names().get(site);
            case WEIGHT -> Set.of(weights.linears().get(site).tensor());
            default -> Set.of(site);
        };
    }

    /// Whether a text between slashes, which is a regular expression.
    static boolean isRegex(String text) {
        return text.length() >= 2 && text.startsWith("/") && text.endsWith("/");
    }

    /// A glob, in which `*` is any text and `?` any character, or `/a regular expression/`.
    private Optional<Pattern> pattern(Name value) {
        String text = value.text();
        try {
            return Optional.of(Pattern.compile(
                    isRegex(text)
                            ? text.substring(1, text.length() - 1)
                            : Pattern.quote(text).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q")));
        } catch (PatternSyntaxException wrong) {
            diagnostics.add(Diagnostic.at(
                    value.span(),
                    Code.PROPERTY_VALUE,
                    "not a regular expression: " + wrong.getDescription(),
                    "cannot be read"));
            return Optional.empty();
        }
    }

    private boolean isLinear(Selector.Criterion operation) {
        if (operation.value().text().equals(LINEAR)) {
            return true;
        }
        diagnostics.add(Diagnostic.at(
                        operation.value().span(),
                        Code.SELECTS_NOTHING,
                        "policies thin linears, not '" + operation.value() + "'",
                        "only linear can be selected")
                .help("op(linear) in …"));
        return false;
    }
}
