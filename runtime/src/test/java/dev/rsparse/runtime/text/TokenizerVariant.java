package dev.rsparse.runtime.text;

import dev.rsparse.runtime.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The example model's tokenizer file with a part changed.
final class TokenizerVariant {
    static final Path ORIGINAL = Path.of("../examples/quill/tokenizer.json");

    private TokenizerVariant() {}

    /// Writes the file with its outermost object changed by `change`.
    static Path write(Path folder, Consumer<Map<String, Object>> change) throws IOException {
        Map<String, Object> root = object(Files.readString(ORIGINAL));
        change.accept(root);
        return Files.writeString(folder.resolve("tokenizer.json"), text(root));
    }

    /// An object to put into the file.
    @SuppressWarnings("unchecked") // The JSON reader makes no other maps.
    static Map<String, Object> object(String json) {
        return (Map<String, Object>) Json.parse(json);
    }

    @SuppressWarnings("unchecked") // The model is an object in every tokenizer file.
    static Map<String, Object> model(Map<String, Object> root) {
        return (Map<String, Object>) root.get("model");
    }

    /// The usual pre-tokenizer with another regular expression.
    static Map<String, Object> splitBy(String regex) {
        return object("""
            {"type": "Sequence", "pretokenizers": [
              {"type": "Split", "pattern": {"Regex": %s}, "behavior": "Isolated", "invert": false},
              {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]}\
            """.formatted(Json.quote(regex)));
    }

    /// An added token that is listed after the others.
    @SuppressWarnings("unchecked") // The tokens are a list in every tokenizer file.
    static void add(Map<String, Object> root, long id, String content, String... flags) {
        Map<String, Object> token = new LinkedHashMap<>(Map.of("id", id, "content", content));
        for (String flag : List.of("special", "single_word", "lstrip", "rstrip", "normalized")) {
            token.put(flag, List.of(flags).contains(flag));
        }
        ((List<Object>) root.get("added_tokens")).add(token);
    }

    private static String text(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> Json.quote((String) entry.getKey()) + ":" + text(entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case Collection<?> list ->
                list.stream().map(TokenizerVariant::text).collect(Collectors.joining(",", "[", "]"));
            case String string -> Json.quote(string);
            case null, default -> String.valueOf(value);
        };
    }
}
