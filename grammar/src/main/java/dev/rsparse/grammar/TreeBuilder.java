package dev.rsparse.grammar;

import dev.rsparse.grammar.antlr.RspParser;
import java.util.List;
import java.util.Optional;

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
        if (item.model() != null) {
            return model(item.model());
        }
        if (item.policy() != null) {
            return policies.policy(item.policy());
        }
        return item.target() != null ? policies.target(item.target()) : policies.unknown(item.unknown());
    }

    private Item model(RspParser.ModelContext model) {
        Name name = places.name(model.ID(0));
        if (model.signature() == null) {
            return new Item.ImportedModel(name, places.name(model.ID(1)), places.of(model));
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
                Optional.ofNullable(binding.family())
                        .map(family -> new Binding.Family(places.name(family.ID(0)), places.name(family.ID(1)))),
                leaves(binding.leaves()),
                expressions.text(binding.STRING()),
                Optional.ofNullable(binding.shape()).map(shape -> new Binding.Shape(shape(shape), places.of(shape))),
                Optional.ofNullable(binding.ID()).map(places::name),
                places.of(binding));
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
                    places.name(assignment.ID()),
                    expressions.expression(assignment.expression()),
                    places.of(assignment));
        }
        RspParser.RepeatContext repeat = statement.repeat();
        return new Statement.Repeat(
                places.name(repeat.ID(0)),
                expressions.expression(repeat.expression(0)),
                expressions.expression(repeat.expression(1)),
                places.name(repeat.ID(1)),
                places.name(repeat.ID(2)),
                statements(repeat.statement()),
                places.of(repeat));
    }
}
