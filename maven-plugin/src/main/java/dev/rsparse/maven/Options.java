package dev.rsparse.maven;

import java.util.ArrayList;
import java.util.List;

/// Words of a command line, of those parameters that are set.
final class Options {

    private final List<String> words = new ArrayList<>();

    Options(String... words) {
        this.words.addAll(List.of(words));
    }

    /// `name VALUE`; nothing for `null`, and for a text without letters.
    Options with(String name, Object value) {
        if (value != null && !value.toString().isBlank()) {
            words.add(name);
            words.add(value.toString());
        }
        return this;
    }

    /// The word alone, where it is wanted.
    Options flag(String name, boolean wanted) {
        if (wanted) {
            words.add(name);
        }
        return this;
    }

    List<String> words() {
        return List.copyOf(words);
    }
}
