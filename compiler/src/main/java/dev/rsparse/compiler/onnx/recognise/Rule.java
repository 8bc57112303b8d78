package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.List;

/// One spelling and what stands for it. A rule is stateless and keeps the value, type and shape of what it replaces
/// whatever the inputs are, up to rounding.
interface Rule {

    /// What it makes, as people call it: `RMSNormalization`; of a rule that only prepares for others nothing is
    /// told.
    String name();

    /// Whether it only prepares for other rules.
    default boolean isPreparation() {
        return false;
    }

    /// What there is to say of the last step of a spelling.
    Outcome apply(Step.Apply last, Surroundings around);

    /// What a rule says of a step.
    sealed interface Outcome {

        /// Other steps for these.
        ///
        /// @param replaced steps of the spelling with the last one; none but them may read what the others give
        /// @param with in an order in which they can run; they give what the last one gave
        record Replace(List<Step.Apply> replaced, List<Step.Apply> with) implements Outcome {}

        /// What the step gives is this value already.
        record Same(Value value) implements Outcome {}

        /// Not what this rule is about.
        record NoMatch() implements Outcome {}

        /// What this rule is about, but it must not be done.
        record Refused(String reason) implements Outcome {}
    }
}
