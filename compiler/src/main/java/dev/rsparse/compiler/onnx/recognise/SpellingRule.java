package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Step;

/// A rule about whatever matches one pattern.
interface SpellingRule extends Rule {

    /// The spelling.
    Pattern spelling();

    /// What there is to say of a match whose last step is `last`.
    Outcome apply(Match match, Step.Apply last, Surroundings around);

    @Override
    default Outcome apply(Step.Apply last, Surroundings around) {
        return around.match(spelling(), last)
                .map(match -> apply(match, last, around))
                .orElseGet(Outcome.NoMatch::new);
    }
}
