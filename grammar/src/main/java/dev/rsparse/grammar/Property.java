package dev.rsparse.grammar;

import java.util.List;

/// `name values;` in a policy or a target.
public record Property(Name name, List<Value> values, Span span) {

    public Property {
        values = List.copyOf(values);
    }

    /// What follows a property's name.
    public sealed interface Value {

        Span span();

        /// `0.95` or, with `percent`, `50%`; the number is as written, not divided.
        record Number(double value, boolean percent, Span span) implements Value {}

        record Word(String text, Span span) implements Value {}

        record Text(String text, Span span) implements Value {}
    }
}
