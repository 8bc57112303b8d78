package dev.rsparse.compiler.cli;

import java.util.Locale;
import java.util.Map;

/// When diagnostics are printed in colour.
enum Colour {
    /// On a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`.
    AUTO,
    ALWAYS,
    NEVER;

    /// Whether to use colour on standard error.
    boolean enabled() {
        return switch (this) {
            case AUTO -> wanted(System.getenv()) && Terminal.isTerminal(Terminal.STANDARD_ERROR);
            case ALWAYS -> true;
            case NEVER -> false;
        };
    }

    /// Whether the environment lets a terminal be coloured; `NO_COLOR` counts when it is not empty
    /// (<https://no-color.org>).
    static boolean wanted(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /// As the command line spells it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
