package dev.rsparse.compiler.onnx.recognise;

import static dev.rsparse.compiler.onnx.recognise.Pattern.any;

import dev.rsparse.compiler.onnx.in.Step;

/// ```
/// x / √(ReduceMean(x²) + epsilon)   ->   RMSNormalization(x, 1)
/// ```
///
/// in the spellings of [NormSpelling], of means over the last axes. Numerics: rounding; the sum is in another
/// order.
final class FuseRmsNormalization implements SpellingRule {

    private static final Pattern SPELLING = NormSpelling.divided(any("x"));
    private static final int VERSION = 23;

    @Override
    public String name() {
        return "RMSNormalization";
    }

    @Override
    public Pattern spelling() {
        return SPELLING;
    }

    @Override
    public Outcome apply(Match match, Step.Apply last, Surroundings around) {
        return NormSpelling.outcome(name(), VERSION, match, last, around, "squares");
    }
}
