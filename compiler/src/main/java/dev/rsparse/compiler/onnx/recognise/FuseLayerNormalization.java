package dev.rsparse.compiler.onnx.recognise;

import static dev.rsparse.compiler.onnx.recognise.Pattern.any;
import static dev.rsparse.compiler.onnx.recognise.Pattern.begins;
import static dev.rsparse.compiler.onnx.recognise.Pattern.op;

import dev.rsparse.compiler.onnx.in.Step;

/// ```
/// c = x - ReduceMean(x)
/// c / √(ReduceMean(c²) + epsilon)   ->   LayerNormalization(x, 1)
/// ```
///
/// in the spellings of [NormSpelling], of means over the last axes. Numerics: rounding; sums are in another order.
final class FuseLayerNormalization implements SpellingRule {

    private static final Pattern SPELLING = NormSpelling.divided(
            op("Sub", any("x"), begins("ReduceMean", any("x")).as("mean")));
    private static final int VERSION = 17;

    @Override
    public String name() {
        return "LayerNormalization";
    }

    @Override
    public Pattern spelling() {
        return SPELLING;
    }

    @Override
    public Outcome apply(Match match, Step.Apply last, Surroundings around) {
        return NormSpelling.outcome(name(), VERSION, match, last, around, "mean", "squares");
    }
}
