package dev.rsparse.compiler.weights;

import dev.rsparse.runtime.io.WeightFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A checkpoint's `config.json`, read whole when opened.
public final class ConfigFile implements ModelConfig {
    /// What the file is called in a checkpoint's folder.
    public static final String NAME = "config.json";

    private static final String ROPE_THETA = "rope_theta";
    private static final String ROPE_PARAMETERS = "rope_parameters";

    private final Path path;
    private final Map<String, Object> members;

    private ConfigFile(Path path, Map<String, Object> members) {
        this.path = path;
        this.members = members;
    }

    /// Reads the file at `path`, usually a folder's [#NAME].
    ///
    /// @throws WeightFileException when the file is missing, unreadable or no JSON object
    public static ConfigFile read(Path path) {
        return new ConfigFile(path, JsonFile.readObject(path));
    }

    /// The path it was read from.
    public Path path() {
        return path;
    }

    @Override
    public Optional<Object> find(String key) {
        Optional<Object> value = valueAt(members, key);
        if (value.isEmpty() && key.equals(ROPE_THETA)) {
            return valueAt(members, ROPE_PARAMETERS + "." + ROPE_THETA);
        }
        return value;
    }

    /// The value under a key as written, or else under the path that its dots name, by number in a list. A `null`, an
    /// object or a list
    /// is no value: nothing in a `.rsp` file could use it.
    private static Optional<Object> valueAt(Map<?, ?> object, String key) {
        Optional<Object> whole = scalar(object.get(key));
        int dot = key.indexOf('.');
        if (whole.isPresent() || dot < 0) {
            return whole;
        }
        String rest = key.substring(dot + 1);
        return switch (object.get(key.substring(0, dot))) {
            case Map<?, ?> inner -> valueAt(inner, rest);
            case List<?> inner
            when rest.matches("\\d{1,9}") && Integer.parseInt(rest) < inner.size() ->
                scalar(inner.get(Integer.parseInt(rest)));
            case null, default -> Optional.empty();
        };
    }

    private static Optional<Object> scalar(Object value) {
        return value instanceof Number || value instanceof Boolean || value instanceof String
                ? Optional.of(value)
                : Optional.empty();
    }
}
