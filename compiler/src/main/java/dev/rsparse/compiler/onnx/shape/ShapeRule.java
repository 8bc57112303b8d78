package dev.rsparse.compiler.onnx.shape;

import java.util.List;

/// What an operator makes known of its outputs. A rule says nothing where an operator would refuse its inputs.
@FunctionalInterface
interface ShapeRule {

    /// Facts of the first outputs; [Facts#NONE] for those that nothing is known of.
    List<Facts> of(ShapeCall call);
}
