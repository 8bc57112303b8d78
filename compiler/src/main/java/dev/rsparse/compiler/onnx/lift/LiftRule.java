package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.compiler.onnx.in.Step;
import java.util.Optional;

/// Puts operations of layers in the place of an operator that reads rows.
@FunctionalInterface
interface LiftRule {

    /// Nothing when that was done, else why it cannot be.
    Optional<String> apply(Step.Apply step, Lifting lifting);
}
