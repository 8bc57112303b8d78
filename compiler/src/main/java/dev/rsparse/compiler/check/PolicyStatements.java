package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.PolicyPart;
import dev.rsparse.grammar.Property;
import dev.rsparse.grammar.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads what a policy says of the model as a whole in two words; what is wrong is reported and left out.
final class PolicyStatements {

    static final String ROTATE = "rotate";
    static final String FIRST = "first";

    /// The one word that each takes.
    static final Map<String, String> WORDS = Map.of(ROTATE, "residual", FIRST, "dense");

    static final List<String> KNOWN = List.of("default", "select", "calibrate", "tune", "assert", ROTATE, FIRST);

    private final Diagnostics diagnostics;

    PolicyStatements(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /// Where the policy says `rotate residual;` and `first dense;`, by their first words.
    Map<String, Span> read(Item.Policy policy) {
        Map<String, Span> given = new HashMap<>();
        for (PolicyPart part : policy.parts()) {
            switch (part) {
                case PolicyPart.Whole(Property property) -> {
                    if (isRight(property)) {
                        Span earlier = given.putIfAbsent(property.name().text(), property.span());
                        if (earlier != null) {
                            reportTwice(property, earlier);
                        }
                    } else {
                        reportUnknown(property.name(), property.span());
                    }
                }
                case Item.Unknown unknown ->
                    reportUnknown(unknown.word(), unknown.word().span());
                case PolicyPart.Default _,
                        PolicyPart.Select _,
                        PolicyPart.Calibrate _,
                        PolicyPart.Tune _,
                        PolicyPart.Assert _ -> {}
            }
        }
        return given;
    }

    private static boolean isRight(Property property) {
        return property.values().size() == 1
                && property.values().getFirst() instanceof Property.Value.Word(String word, var _)
                && word.equals(WORDS.get(property.name().text()));
    }

    /// @param span of the whole statement, where it is known to be one
    private void reportUnknown(Name name, Span span) {
        String word = WORDS.get(name.text());
        diagnostics.add(
                word == null
                        ? UnknownWord.describe(name, KNOWN, List.of())
                        : Diagnostic.at(span, Code.PROPERTY_VALUE, name + " takes " + word, "wrong value")
                                .help("write " + name + " " + word + ";"));
    }

    private void reportTwice(Property again, Span earlier) {
        diagnostics.add(Diagnostic.at(
                        again.span(), Code.DUPLICATE_NAME, "a policy says '" + again.name() + "' once", "given again")
                .with(earlier, "given first"));
    }
}
