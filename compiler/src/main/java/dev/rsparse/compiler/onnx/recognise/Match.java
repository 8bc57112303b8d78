package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a pattern fits.
///
/// @param values what its names stand for
/// @param steps the steps that it is made of
record Match(Map<String, Value> values, List<Step.Apply> steps) {

    /// Of no pattern yet.
    static final Match EMPTY = new Match(Map.of(), List.of());

    Match {
        values = Map.copyOf(values);
        steps = List.copyOf(steps);
    }

    /// The value that a name stands for, if the spelling that was found has it.
    Optional<Value> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /// The value that a name stands for, which all spellings have.
    Value get(String name) {
        return find(name).orElseThrow();
    }

    /// The same with a name; nothing when it stands for another value already.
    Optional<Match> with(String name, Value value) {
        Value known = values.get(name);
        if (known != null) {
            return known.equals(value) ? Optional.of(this) : Optional.empty();
        }
        Map<String, Value> more = new HashMap<>(values);
        more.put(name, value);
        return Optional.of(new Match(more, steps));
    }

    /// The same with one more step.
    Match with(Step.Apply step) {
        if (steps.contains(step)) {
            return this;
        }
        List<Step.Apply> more = new ArrayList<>(steps);
        more.add(step);
        return new Match(values, more);
    }
}
