package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.PolicyPart;
import dev.rsparse.grammar.Property;
import dev.rsparse.grammar.Span;
import java.util.List;
import java.util.Optional;

/// Reads what a policy says of the model as a whole, beside its blocks; what is wrong is reported and left out.
final class PolicyStatements {

    private static final String ROTATE = "rotate";
    private static final String RESIDUAL = "residual";
    private static final List<String> KNOWN = List.of("default", "select", "calibrate", "tune", "assert", ROTATE);

    private final Diagnostics diagnostics;

    PolicyStatements(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /// Where the policy says `rotate residual;`, if it does.
    Optional<Span> rotation(Item.Policy policy) {
        Optional<Span> rotation = Optional.empty();
        for (PolicyPart part : policy.parts()) {
            switch (part) {
                case PolicyPart.Whole(Property property) -> {
                    boolean rotates = isRotation(property);
                    if (rotates && rotation.isPresent()) {
                        reportTwice(rotation.get(), property.span());
                    }
                    if (rotates) {
                        rotation = rotation.or(() -> Optional.of(property.span()));
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
        return rotation;
    }

    private boolean isRotation(Property property) {
        boolean right = property.name().text().equals(ROTATE)
                && property.values().size() == 1
                && property.values().getFirst() instanceof Property.Value.Word(String word, var _)
                && word.equals(RESIDUAL);
        if (!right) {
            reportUnknown(property.name(), property.span());
        }
        return right;
    }

    /// @param span of the whole statement, where it is known to be one
    private void reportUnknown(Name word, Span span) {
        diagnostics.add(
                word.text().equals(ROTATE)
                        ? Diagnostic.at(span, Code.PROPERTY_VALUE, "rotate takes residual", "wrong value")
                                .help("write rotate residual;")
                        : UnknownWord.describe(word, KNOWN, List.of()));
    }

    private void reportTwice(Span earlier, Span again) {
        diagnostics.add(
                Diagnostic.at(again, Code.DUPLICATE_NAME, "a policy rotates the residual stream once", "given again")
                        .with(earlier, "given first"));
    }
}
