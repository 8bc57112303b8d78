package dev.rsparse.runtime.text;

import dev.rsparse.runtime.io.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// One object of a tokenizer file, with the dotted name that messages call it by.
record Section(Path path, String name, Map<?, ?> members) {

    Section(Path path, Map<?, ?> members) {
        this(path, "", members);
    }

    /// The object under `key`; empty when it is absent or null.
    Optional<Section> child(String key) {
        return Optional.ofNullable(members.get(key)).map(value -> section(nameOf(key), value));
    }

    Section requiredChild(String key) {
        return child(key).orElseThrow(() -> problem(key, "expected an object, found none"));
    }

    /// The objects in the list under `key`; none when it is absent or null.
    List<Section> children(String key) {
        List<?> list = list(key);
        return IntStream.range(0, list.size())
                .mapToObj(i -> section(nameOf(key) + "[" + i + "]", list.get(i)))
                .toList();
    }

    List<?> list(String key) {
        return switch (members.get(key)) {
            case null -> List.of();
            case List<?> list -> list;
            case Object other -> throw problem(key, "expected a list, found " + other);
        };
    }

    String string(String key) {
        if (members.get(key) instanceof String text) {
            return text;
        }
        throw problem(key, "expected a string, found " + members.get(key));
    }

    boolean flag(String key, boolean absent) {
        return switch (members.get(key)) {
            case null -> absent;
            case Boolean flag -> flag;
            case Object other -> throw problem(key, "expected true or false, found " + other);
        };
    }

    /// A token id: the bound keeps a damaged file from claiming all memory for a table of ids.
    int id(Object key) {
        if (members.get(key) instanceof Long id && id >= 0 && id < BytePairVocabulary.MAX_IDS) {
            return id.intValue();
        }
        throw problem(String.valueOf(key), "expected a token id, found " + members.get(key));
    }

    /// The object's `type`, which says what the rest of it means.
    String type() {
        return string("type");
    }

    void requireType(String supported) {
        if (!type().equals(supported)) {
            throw unsupported("type", Json.quote(type()));
        }
    }

    /// Refuses the section unless `key` is absent, null, or the one value that is supported.
    void supportOnly(String key, Object supported) {
        Object found = members.get(key);
        if (found != null && !found.equals(supported)) {
            throw unsupported(key, found instanceof String text ? Json.quote(text) : String.valueOf(found));
        }
    }

    TokenizerException unsupported(String key, String what) {
        return new TokenizerException(
                path, nameOf(key), what + " is not supported", "use a model with a byte-level BPE tokenizer", null);
    }

    TokenizerException problem(String key, String problem) {
        return new TokenizerException(path, nameOf(key), problem, TokenizerException.DAMAGED, null);
    }

    private Section section(String childName, Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Section(path, childName, map);
        }
        throw new TokenizerException(
                path, childName, "expected an object, found " + value, TokenizerException.DAMAGED, null);
    }

    private String nameOf(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }
}
