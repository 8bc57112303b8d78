package dev.rsparse.runtime.app;

import dev.rsparse.runtime.io.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Maps, lists and plain values as JSON: a member of an object on a line of its own, lists on one line.
final class JsonWriter {

    private static final String INDENT = "  ";

    private JsonWriter() {}

    /// @throws IllegalArgumentException when `value` is, or holds, something else
    static String write(Object value) {
        return write(value, "\n");
    }

    /// @param line what begins a line
    private static String write(Object value, String line) {
        return switch (value) {
            case String text -> Json.quote(text);
            // JSON has no such numbers.
            case Double number when !Double.isFinite(number) -> Json.quote(number.toString());
            case Number number -> number.toString();
            case int[] numbers -> list(Arrays.stream(numbers).mapToObj(Integer::toString));
            case List<?> values -> list(values.stream().map(element -> write(element, line)));
            case Map<?, ?> members -> object(members, line);
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        };
    }

    private static String list(Stream<String> elements) {
        String all = elements.collect(Collectors.joining(", "));
        return all.isEmpty() ? "[ ]" : "[ " + all + " ]";
    }

    private static String object(Map<?, ?> members, String line) {
        return members.entrySet().stream()
                .map(member -> line + INDENT + Json.quote(member.getKey().toString()) + " : "
                        + write(member.getValue(), line + INDENT))
                .collect(Collectors.joining(",", "{", line + "}"));
    }
}
