package dev.rsparse.compiler.onnx.recognise;

import static dev.rsparse.compiler.onnx.recognise.Pattern.any;

import dev.rsparse.compiler.onnx.in.Step;
import java.util.Optional;

/// ```
/// x / √(ReduceMean(x²) + epsilon)   ->   RMSNormalization(x, 1)
/// ```
///
/// in the spellings of [NormSpelling], of means over the last axes. Numerics: rounding; the sum is in another
/// order.
final class FuseRmsNormalization implements Rule {

    private static final Pattern SPELLING = NormSpelling.divided(any("x"));
    private static final int VERSION = 23;

    @Override
    public String name() {
        return "RMSNormalization";
    }

    @Override
    public Outcome apply(Step.Apply last, Surroundings around) {
        Optional<Match> match = around.match(SPELLING, last);
        return match.isEmpty()
                ? new Outcome.NoMatch()
                : NormSpelling.outcome(name(), VERSION, match.get(), last, around, "squares");
    }
}
