package dev.rsparse.grammar;

import java.util.List;

/// What may stand inside a policy.
public sealed interface PolicyPart
        permits PolicyPart.Default, PolicyPart.Select, PolicyPart.Tune, PolicyPart.Whole, Item.Unknown {

    Span span();

    /// `default { properties }`: what holds where no selection says otherwise.
    record Default(List<Property> properties, Span span) implements PolicyPart {
        public Default {
            properties = List.copyOf(properties);
        }
    }

    /// `select selector { properties }`.
    record Select(Selector selector, List<Property> properties, Span span) implements PolicyPart {
        public Select {
            properties = List.copyOf(properties);
        }
    }

    /// `tune selector { clauses }`.
    record Tune(Selector selector, List<Clause> clauses, Span span) implements PolicyPart {
        public Tune {
            clauses = List.copyOf(clauses);
        }
    }

    /// `name values;`: a property of the policy as a whole.
    record Whole(Property property) implements PolicyPart {
        @Override
        public Span span() {
            return property.span();
        }
    }
}
