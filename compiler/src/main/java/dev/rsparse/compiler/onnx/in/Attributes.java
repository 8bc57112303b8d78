package dev.rsparse.compiler.onnx.in;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What a node says beside its operands.
///
/// @param version of the operator set that the node is of
/// @param values by name, each a `Long`, `Float`, `String`, `long[]`, `float[]` or [Tensor]
public record Attributes(int version, Map<String, Object> values) {

    public Attributes {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /// The same for an operator that is run in this process.
    public Settings settings(Workers workers) {
        Settings settings = new Settings(workers, version);
        values.forEach((name, value) -> {
            switch (value) {
                case Long number -> settings.with(name, number);
                case Float number -> settings.with(name, number);
                case String text -> settings.with(name, text);
                case long[] numbers -> settings.with(name, numbers);
                case float[] numbers -> settings.with(name, numbers);
                case Tensor tensor -> settings.with(name, tensor);
                default -> throw new IllegalStateException("no attribute: " + value);
            }
        });
        return settings;
    }

    /// An integer, or `otherwise` when there is none by that name.
    public long integer(String name, long otherwise) {
        return values.get(name) instanceof Long value ? value : otherwise;
    }

    /// Integers; as many zeros as `count` when there are none by that name.
    public long[] integers(String name, int count) {
        return values.get(name) instanceof long[] numbers ? numbers : new long[count];
    }
}
