package dev.rsparse.compiler.inspect;

import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.grammar.Span;
import java.util.List;

/// A linear and what is in force for it.
///
/// @param weight what it multiplies by
/// @param sparse whether it is thinned
/// @param settings what decides how, in the order of the language's reference
/// @param kept share of its bytes that the policy asks to read, 0..1
record Site(Weight weight, boolean sparse, List<Setting> settings, double kept) {

    /// One property.
    ///
    /// @param value as the language writes it
    /// @param source what decided it
    /// @param rule where the property stands; [Span#NONE] unless a rule decided it
    record Setting(String property, String value, Source source, Span rule) {}

    /// What decides a property.
    enum Source {
        /// A rule of the policy.
        RULE,
        /// What holds where no rule says otherwise.
        STANDARD,
        /// A search, whose choice stands in the lock.
        TUNED
    }

    Site {
        settings = List.copyOf(settings);
    }
}
