package dev.rsparse.grammar;

import java.util.List;
import java.util.Optional;

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

    /// `import "name";`: brings what another file, or one of the library, holds.
    record Import(Expression.Text file, Span span) implements Item {}

    /// `fn name(formals) { body return results; }`.
    ///
    /// @param formals what a call gives, by position or by name
    /// @param results what a call stands for; at least one
    record Function(Name name, List<Formal> formals, List<Statement> body, List<Expression> results, Span span)
            implements Item {
        public Function {
            formals = List.copyOf(formals);
            body = List.copyOf(body);
            results = List.copyOf(results);
        }
    }

    /// What a call of a function gives: `x`, or `eps = 1e-5`, which a call may leave out.
    record Formal(Name name, Optional<Expression> standard) {}

    /// `model NAME from "folder";`, or `model NAME from FORMAT("path");`.
    ///
    /// @param format what the path holds; empty for a checkpoint's folder
    record ImportedModel(Name name, Optional<Name> format, Expression.Text path, Span span) implements Item {}

    /// `policy NAME for MODEL extends PARENT { parts }`.
    ///
    /// @param model the models it is for: one name, or none
    /// @param parent the policy whose rules come before its own
    record Policy(Name name, List<Name> model, Optional<Name> parent, List<PolicyPart> parts, Span span)
            implements Item {
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
