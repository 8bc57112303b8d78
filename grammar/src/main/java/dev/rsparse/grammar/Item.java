package dev.rsparse.grammar;

import java.util.List;

/// What may stand at the top of a file.
public sealed interface Item {

    /// The whole item, from its keyword to its closing mark.
    Span span();

    /// `model NAME(inputs) -> (outputs) { parts }`.
    record Model(Name name, List<Field> inputs, List<Field> outputs, List<ModelPart> parts, Span span) implements Item {
        public Model {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            parts = List.copyOf(parts);
        }
    }

    /// `model NAME from FORMAT("path");`.
    record ImportedModel(Name name, Name format, Span span) implements Item {}

    /// `policy NAME for MODEL { parts }`.
    ///
    /// @param model the models it is for: one name, or none
    record Policy(Name name, List<Name> model, List<PolicyPart> parts, Span span) implements Item {
        public Policy {
            model = List.copyOf(model);
            parts = List.copyOf(parts);
        }
    }

    /// `target KIND { properties }`.
    record Target(Name kind, List<Property> properties, Span span) implements Item {
        public Target {
            properties = List.copyOf(properties);
        }
    }

    /// A construct whose first word the syntax does not know.
    record Unknown(Name word, Span span) implements Item, ModelPart, PolicyPart {}

    /// A named, typed value of a model's signature: `ids: i32[T]`.
    record Field(Name name, Name dtype, List<Expression> shape, Span span) {
        public Field {
            shape = List.copyOf(shape);
        }
    }
}
