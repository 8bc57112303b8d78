package dev.rsparse.runtime.app;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The words of a command line as options with their values: `--tokens 5` or `--tokens=5`.
final class Words {

    private final Map<String, String> values = new HashMap<>();

    /// @param valued names of options with a value
    /// @param flags names of options without one
    /// @throws UsageException when a word is neither, an option stands twice or lacks its value
    static Words of(String[] line, Set<String> valued, Set<String> flags) {
        Words words = new Words();
        for (int i = 0; i < line.length; i++) {
            String[] parts = line[i].startsWith("--") ? line[i].split("=", 2) : new String[] {line[i]};
            String name = parts[0];
            if (!valued.contains(name) && !flags.contains(name)) {
                throw new UsageException(
                        (name.startsWith("-") ? "unknown option: '" : "unexpected word: '") + name + "'");
            }
            boolean flag = flags.contains(name);
            if (flag && parts.length > 1) {
                throw new UsageException(name + " takes no value");
            }
            if (!flag && parts.length == 1 && i + 1 == line.length) {
                throw new UsageException(name + " needs a value");
            }
            String value = flag ? "" : parts.length > 1 ? parts[1] : line[++i];
            if (words.values.put(name, value) != null) {
                throw new UsageException(name + " stands twice");
            }
        }
        return words;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /// A number, by what reads it.
    ///
    /// @throws UsageException when it is none
    <T> Optional<T> number(String name, String kind, Function<String, T> reader) {
        return text(name).map(text -> {
            try {
                return reader.apply(text);
            } catch (NumberFormatException none) {
                throw new UsageException(name + " takes " + kind + ", not '" + text + "'");
            }
        });
    }

    /// Numbers with commas between them.
    ///
    /// @throws UsageException when one is none
    Optional<int[]> numbers(String name) {
        return number(
                name,
                "whole numbers with commas between them",
                text -> Arrays.stream(text.split(",", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray());
    }

    /// @throws UsageException when not exactly one of `names` is given
    void requireOne(List<String> names) {
        long given = names.stream().filter(this::has).count();
        if (given != 1) {
            throw new UsageException("give one of " + String.join(", ", names) + (given == 0 ? "" : ", not " + given));
        }
    }
}
