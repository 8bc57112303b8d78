package dev.rsparse.grammar;

import java.util.List;

/// What may stand inside a policy.
public sealed interface PolicyPart
        permits PolicyPart.Default,
                PolicyPart.Select,
                PolicyPart.Calibrate,
                PolicyPart.Tune,
                PolicyPart.Assert,
                PolicyPart.Whole,
                Item.Unknown {

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

    /// `calibrate from "file" clauses;`.
    record Calibrate(Expression.Text file, List<Clause> clauses, Span span) implements PolicyPart {
        public Calibrate {
            clauses = List.copyOf(clauses);
        }
    }

    /// `tune selector { clauses }`.
    record Tune(Selector selector, List<Clause> clauses, Span span) implements PolicyPart {
        public Tune {
            clauses = List.copyOf(clauses);
        }
    }

    /// `assert conditions;`.
    record Assert(List<Condition> conditions, Span span) implements PolicyPart {
        public Assert {
            conditions = List.copyOf(conditions);
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
