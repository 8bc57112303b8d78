package dev.rsparse.grammar;

import java.util.List;

/// What may stand inside a model.
public sealed interface ModelPart
        permits ModelPart.Fits,
                ModelPart.Require,
                ModelPart.Dims,
                ModelPart.Parameters,
                ModelPart.Weights,
                ModelPart.Graph,
                Item.Unknown {

    Span span();

    /// `fits "llama", "LlamaForCausalLM";`: the model types and architectures that the model stands for.
    record Fits(List<Expression.Text> names, Span span) implements ModelPart {
        public Fits {
            names = List.copyOf(names);
        }
    }

    /// `require condition, "what is wrong otherwise";`.
    record Require(Expression condition, Expression.Text otherwise, Span span) implements ModelPart {}

    /// `dim T, S;`: extents bound at run time.
    record Dims(List<Name> names, Span span) implements ModelPart {
        public Dims {
            names = List.copyOf(names);
        }
    }

    /// `param a = expression, b = expression;`.
    record Parameters(List<Parameter> parameters, Span span) implements ModelPart {
        public Parameters {
            parameters = List.copyOf(parameters);
        }
    }

    /// A number with a name.
    record Parameter(Name name, Expression value) {}

    /// `weights from FORMAT("glob") { bindings }`.
    record Weights(Name format, Expression.Text glob, List<Binding> bindings, Span span) implements ModelPart {
        public Weights {
            bindings = List.copyOf(bindings);
        }
    }

    /// `graph { statements }`.
    record Graph(List<Statement> statements, Span span) implements ModelPart {
        public Graph {
            statements = List.copyOf(statements);
        }
    }
}
