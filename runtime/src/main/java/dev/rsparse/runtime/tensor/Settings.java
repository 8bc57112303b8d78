package dev.rsparse.runtime.tensor;

import dev.rsparse.runtime.Workers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What an operator of a program is made with: the version of its operator set, the node's attributes, and the
/// threads that share its work. Attributes are `Long`, `Float`, `String`, `long[]`, `float[]` or [Tensor].
public final class Settings {

    private final Workers workers;
    private final int version;
    private final Map<String, Object> attributes = new LinkedHashMap<>();

    /// @param version of the operator set that the node is of
    public Settings(Workers workers, int version) {
        this.workers = workers;
        this.version = version;
    }

    /// Adds an attribute.
    public Settings with(String name, long value) {
        return put(name, value);
    }

    /// Adds an attribute.
    public Settings with(String name, float value) {
        return put(name, value);
    }

    /// Adds an attribute.
    public Settings with(String name, String value) {
        return put(name, value);
    }

    /// Adds an attribute.
    public Settings with(String name, long... values) {
        return put(name, values);
    }

    /// Adds an attribute.
    public Settings with(String name, float... values) {
        return put(name, values);
    }

    /// Adds an attribute.
    public Settings with(String name, Tensor value) {
        return put(name, value);
    }

    private Settings put(String name, Object value) {
        attributes.put(name, value);
        return this;
    }

    /// Version of the operator set that the node is of.
    public int version() {
        return version;
    }

    /// The threads that share the operator's work.
    public Workers workers() {
        return workers;
    }

    /// Whether the node has the attribute.
    public boolean has(String name) {
        return attributes.containsKey(name);
    }

    /// An integer.
    public long integer(String name, long otherwise) {
        return find(name, Long.class).orElse(otherwise);
    }

    /// An integer that is not 0.
    public boolean flag(String name, boolean otherwise) {
        return integer(name, otherwise ? 1 : 0) != 0;
    }

    /// A float.
    public float number(String name, float otherwise) {
        return find(name, Float.class).orElse(otherwise);
    }

    /// A text.
    public String text(String name, String otherwise) {
        return find(name, String.class).orElse(otherwise);
    }

    /// Integers; empty when the node has none by that name.
    public long[] integers(String name) {
        return find(name, long[].class).orElseGet(() -> new long[0]);
    }

    /// Integers, or `otherwise` when the node has none by that name.
    public long[] integers(String name, long... otherwise) {
        return find(name, long[].class).orElse(otherwise);
    }

    /// Floats; empty when the node has none by that name.
    public float[] numbers(String name) {
        return find(name, float[].class).orElseGet(() -> new float[0]);
    }

    /// A tensor.
    public Optional<Tensor> tensor(String name) {
        return find(name, Tensor.class);
    }

    private <T> Optional<T> find(String name, Class<T> type) {
        Object value = attributes.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException("attribute " + name + " is a "
                    + value.getClass().getSimpleName() + ", expected a " + type.getSimpleName());
        }
        return Optional.ofNullable(type.cast(value));
    }
}
