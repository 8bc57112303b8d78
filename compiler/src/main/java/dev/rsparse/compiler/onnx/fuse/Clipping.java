package dev.rsparse.compiler.onnx.fuse;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The bounds of an ONNX Clip of floats, where they are known: attributes before version 11, inputs from there on.
record Clipping(float from, float to) {

    private static final int INPUTS = 11;

    static Optional<Clipping> of(Step.Apply step, Draft draft) {
        if (!FusedOperators.is(step, "Clip")) {
            return Optional.empty();
        }
        if (step.attributes().version() < INPUTS) {
            return Optional.of(
                    new Clipping(attribute(step, "min", -Float.MAX_VALUE), attribute(step, "max", Float.MAX_VALUE)));
        }
        Optional<Float> from = input(step, 1, Float.NEGATIVE_INFINITY, draft);
        Optional<Float> to = input(step, 2, Float.POSITIVE_INFINITY, draft);
        return from.flatMap(lower -> to.map(upper -> new Clipping(lower, upper)));
    }

    /// The finite ones, by their names.
    Map<String, Object> attributes() {
        Map<String, Object> attributes = new TreeMap<>();
        if (Float.isFinite(from)) {
            attributes.put("min", from);
        }
        if (Float.isFinite(to)) {
            attributes.put("max", to);
        }
        return attributes;
    }

    private static float attribute(Step.Apply step, String name, float otherwise) {
        return step.attributes().values().get(name) instanceof Float value ? value : otherwise;
    }

    private static Optional<Float> input(Step.Apply step, int index, float otherwise, Draft draft) {
        Value bound = FusedOperators.input(step, index);
        if (!bound.isPresent()) {
            return Optional.of(otherwise);
        }
        return draft.knownFloats(bound).filter(tensor -> tensor.count() == 1).map((Tensor tensor) ->
                (float) tensor.number(0));
    }
}
