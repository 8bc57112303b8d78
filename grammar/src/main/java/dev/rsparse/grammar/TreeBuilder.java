package dev.rsparse.grammar;

import dev.rsparse.grammar.antlr.RspParser;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.tree.TerminalNode;

/// ANTLR's parse tree → the syntax tree. Called only for text without errors, so every child is there.
final class TreeBuilder {

    private final Places places;
    private final ExpressionBuilder expressions;
    private final PolicyBuilder policies;

    TreeBuilder(Places places) {
        this.places = places;
        this.expressions = new ExpressionBuilder(places);
        this.policies = new PolicyBuilder(places, expressions);
    }

    SourceFile file(RspParser.FileContext file) {
        RspParser.VersionContext version = file.version();
        return new SourceFile(
                version.NUMBER().getText(),
                places.of(version.NUMBER()),
                file.item().stream().map(this::item).toList());
    }

    private Item item(RspParser.ItemContext item) {
        if (item.imported() != null) {
            return new Item.Import(expressions.text(item.imported().STRING()), places.of(item));
        }
        if (item.function() != null) {
            return function(item.function());
        }
        if (item.model() != null) {
            return model(item.model());
        }
        if (item.policy() != null) {
            return policies.policy(item.policy());
        }
        return item.target() != null ? policies.target(item.target()) : policies.unknown(item.unknown());
    }

    private Item function(RspParser.FunctionContext function) {
        return new Item.Function(
                places.name(function.ID()),
                function.formal().stream()
                        .map(formal -> new Item.Formal(
                                places.name(formal.ID()),
                                Optional.ofNullable(formal.expression()).map(expressions::expression)))
                        .toList(),
                statements(function.statement()),
                function.result().expression().stream()
                        .map(expressions::expression)
                        .toList(),
                places.of(function));
    }

    private Item model(RspParser.ModelContext model) {
        Name name = places.name(model.ID());
        if (model.signature() == null) {
            RspParser.OriginContext origin = model.origin();
            return new Item.ImportedModel(
                    name,
                    Optional.ofNullable(origin.ID()).map(places::name),
                    expressions.text(origin.STRING()),
                    places.of(model));
        }
        return new Item.Model(
                name,
                fields(model.signature().fields(0)),
                fields(model.signature().fields(1)),
                model.modelPart().stream().map(this::part).toList(),
                places.of(model));
    }

    private List<Item.Field> fields(RspParser.FieldsContext fields) {
        return fields.field().stream().map(this::field).toList();
    }

    private Item.Field field(RspParser.FieldContext field) {
        return new Item.Field(
                places.name(field.ID(0)), places.name(field.ID(1)), shape(field.shape()), places.of(field));
    }

    private List<Expression> shape(RspParser.ShapeContext shape) {
        return shape.expression().stream().map(expressions::expression).toList();
    }

    private ModelPart part(RspParser.ModelPartContext part) {
        if (part.fits() != null) {
            return new ModelPart.Fits(texts(part.fits().STRING()), places.of(part));
        }
        if (part.requirement() != null) {
            return new ModelPart.Require(
                    expressions.expression(part.requirement().expression()),
                    expressions.text(part.requirement().STRING()),
                    places.of(part));
        }
        if (part.dims() != null) {
            return new ModelPart.Dims(
                    part.dims().ID().stream().map(places::name).toList(), places.of(part));
        }
        if (part.parameters() != null) {
            return new ModelPart.Parameters(
                    part.parameters().parameter().stream().map(this::parameter).toList(), places.of(part));
        }
        if (part.weights() != null) {
            return weights(part.weights());
        }
        if (part.graph() != null) {
            return new ModelPart.Graph(statements(part.graph().statement()), places.of(part));
        }
        return policies.unknown(part.unknown());
    }

    private List<Expression.Text> texts(List<TerminalNode> literals) {
        return literals.stream().map(expressions::text).toList();
    }

    private ModelPart.Parameter parameter(RspParser.ParameterContext parameter) {
        return new ModelPart.Parameter(places.name(parameter.ID()), expressions.expression(parameter.expression()));
    }

    private ModelPart weights(RspParser.WeightsContext weights) {
        return new ModelPart.Weights(
                places.name(weights.ID()),
                expressions.text(weights.STRING()),
                weights.binding().stream().map(this::binding).toList(),
                places.of(weights));
    }

    private Binding binding(RspParser.BindingContext binding) {
        return new Binding(
                binding.family().stream()
                        .map(family -> new Binding.Family(places.name(family.ID(0)), places.name(family.ID(1))))
                        .toList(),
                leaves(binding.leaves()),
                tensor(binding.tensor()),
                Optional.ofNullable(binding.shape()).map(shape -> new Binding.Shape(shape(shape), places.of(shape))),
                Optional.ofNullable(binding.expression()).map(expressions::expression),
                Optional.ofNullable(binding.ID()).map(places::name),
                places.of(binding));
    }

    private Binding.Tensor tensor(RspParser.TensorContext tensor) {
        return new Binding.Tensor(
                tensor.getStart().getText().equals("transposed"),
                texts(tensor.STRING()),
                tensor.expression().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Binding.Rows(
                                expressions.expression(tensor.expression(0)),
                                expressions.expression(tensor.expression(1)))),
                places.of(tensor));
    }

    private List<Binding.Leaf> leaves(RspParser.LeavesContext leaves) {
        if (leaves.ID() != null) {
            Name name = places.name(leaves.ID());
            return List.of(new Binding.Leaf(name, name));
        }
        return leaves.leaf().stream()
                .map(leaf -> new Binding.Leaf(
                        places.name(leaf.ID(0)), places.name(leaf.ID().getLast())))
                .toList();
    }

    private List<Statement> statements(List<RspParser.StatementContext> statements) {
        return statements.stream().map(this::statement).toList();
    }

    private Statement statement(RspParser.StatementContext statement) {
        if (statement.assignment() != null) {
            RspParser.AssignmentContext assignment = statement.assignment();
            return new Statement.Assignment(
                    assignment.ID().stream().map(places::name).toList(),
                    expressions.expression(assignment.expression()),
                    places.of(assignment));
        }
        RspParser.RepeatContext repeat = statement.repeat();
        return new Statement.Repeat(
                places.name(repeat.ID()),
                expressions.expression(repeat.expression(0)),
                expressions.expression(repeat.expression(1)),
                Optional.ofNullable(repeat.family())
                        .map(family -> new Statement.Scope(places.name(family.ID(0)), places.name(family.ID(1)))),
                statements(repeat.statement()),
                places.of(repeat));
    }
}
