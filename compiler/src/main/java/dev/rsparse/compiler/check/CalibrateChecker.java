package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.grammar.Clause;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.PolicyPart;
import dev.rsparse.grammar.Property;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what text a policy is calibrated on; whether the file is there is for the command to see that reads it.
final class CalibrateChecker {

    private static final String SAMPLES = "samples";
    private static final String TOKENS = "tokens";
    private static final String SEED = "seed";

    private static final int USUAL_SAMPLES = 16;
    private static final int USUAL_TOKENS = 512;

    /// A window of one token predicts nothing.
    private static final int FEWEST_TOKENS = 2;

    /// Numbers of the source are doubles; beyond this they are no longer told apart.
    private static final long LARGEST_SEED = 1L << 53;

    private final ClauseReader clauses;
    private final Diagnostics diagnostics;

    CalibrateChecker(Diagnostics diagnostics) {
        this.clauses = new ClauseReader("calibrate", List.of(SAMPLES, TOKENS, SEED), diagnostics);
        this.diagnostics = diagnostics;
    }

    /// The policy's `calibrate`, if it has one; figures that are wrong are reported and those of the default.
    Optional<CalibrateSpec> read(Item.Policy policy) {
        List<PolicyPart.Calibrate> statements = policy.parts().stream()
                .filter(PolicyPart.Calibrate.class::isInstance)
                .map(PolicyPart.Calibrate.class::cast)
                .toList();
        statements.stream()
                .skip(1)
                .forEach(again -> diagnostics.add(
                        Diagnostic.at(again.span(), Code.DUPLICATE_NAME, "a policy has one calibrate", "given again")
                                .with(statements.getFirst().span(), "given first")));
        return statements.stream().findFirst().map(this::read);
    }

    private CalibrateSpec read(PolicyPart.Calibrate calibrate) {
        if (calibrate.file().value().isBlank()) {
            diagnostics.add(Diagnostic.at(
                            calibrate.file().span(), Code.PROPERTY_VALUE, "calibrate takes a file", "names no file")
                    .help("write calibrate from \"calib.txt\";"));
        }
        Map<String, Clause> given = clauses.bySubject(calibrate.clauses());
        return new CalibrateSpec(
                calibrate.file().value(),
                (int) whole(given, SAMPLES, 1, Integer.MAX_VALUE, USUAL_SAMPLES),
                (int) whole(given, TOKENS, FEWEST_TOKENS, Integer.MAX_VALUE, USUAL_TOKENS),
                whole(given, SEED, 0, LARGEST_SEED, 0),
                calibrate.span());
    }

    private long whole(Map<String, Clause> given, String subject, long least, long most, long usual) {
        Clause clause = given.get(subject);
        if (clause == null) {
            return usual;
        }
        if (clause.words().size() != 1
                || !(clause.domain().orElse(null)
                        instanceof Clause.Domain.Exactly(Property.Value.Number(double number, boolean percent, var _)))
                || percent
                || number != Math.rint(number)) {
            return clauses.<Long>wrongValue(clause, subject + " takes one integer", subject + " " + usual)
                    .orElse(usual);
        }
        if (number < least || number > most) {
            diagnostics.add(Diagnostic.at(
                    clause.span(),
                    Code.PROPERTY_RANGE,
                    subject + " must be " + (number < least ? "at least " + least : "at most " + most),
                    "out of range"));
            return usual;
        }
        return (long) number;
    }
}
