package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.List;
import java.util.Optional;

/// Where a slice of one axis begins and ends.
record SliceBounds(long axis, long start, long end) {

    /// The bounds of a `Slice` of one axis by steps of 1, if they are constants.
    static Optional<SliceBounds> of(Step.Apply slice, Surroundings around) {
        List<Value> inputs = slice.inputs();
        if (inputs.size() < 4 || !inputs.get(3).isPresent() || inputs.size() > 4 && !isOne(inputs.get(4), around)) {
            return Optional.empty();
        }
        Optional<Long> start = one(inputs.get(1), around);
        Optional<Long> end = one(inputs.get(2), around);
        Optional<Long> axis = one(inputs.get(3), around);
        return start.isPresent() && end.isPresent() && axis.isPresent()
                ? Optional.of(new SliceBounds(axis.get(), start.get(), end.get()))
                : Optional.empty();
    }

    private static boolean isOne(Value step, Surroundings around) {
        return !step.isPresent() || one(step, around).equals(Optional.of(1L));
    }

    private static Optional<Long> one(Value value, Surroundings around) {
        return around.integers(value).filter(numbers -> numbers.length == 1).map(numbers -> numbers[0]);
    }

    /// Whether it takes `from..to` of an axis of this extent.
    boolean isPart(long from, long to, long extent) {
        return place(start, extent) == from && place(end, extent) == to;
    }

    private static long place(long index, long extent) {
        return Math.clamp(index < 0 ? index + extent : index, 0, extent);
    }
}
