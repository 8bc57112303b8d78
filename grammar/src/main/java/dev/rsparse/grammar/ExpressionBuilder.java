package dev.rsparse.grammar;

import dev.rsparse.grammar.Expression.Operator;
import dev.rsparse.grammar.antlr.RspParser;
import java.util.Optional;
import org.antlr.v4.runtime.tree.TerminalNode;

/// The expressions of ANTLR's parse tree → [Expression]; operators of one rank group to the left.
final class ExpressionBuilder {

    private final Places places;

    ExpressionBuilder(Places places) {
        this.places = places;
    }

    Expression expression(RspParser.ExpressionContext expression) {
        Expression value = choice(expression.choice());
        return expression.expression() == null
                ? value
                : new Expression.Fallback(value, expression(expression.expression()));
    }

    private Expression choice(RspParser.ChoiceContext choice) {
        Expression condition = disjunction(choice.disjunction());
        return choice.expression().isEmpty()
                ? condition
                : new Expression.Choice(condition, expression(choice.expression(0)), expression(choice.expression(1)));
    }

    private Expression disjunction(RspParser.DisjunctionContext disjunction) {
        return disjunction.conjunction().stream()
                .map(this::conjunction)
                .reduce((left, right) -> new Expression.Binary(Operator.OR, left, right))
                .orElseThrow();
    }

    private Expression conjunction(RspParser.ConjunctionContext conjunction) {
        return conjunction.inversion().stream()
                .map(this::inversion)
                .reduce((left, right) -> new Expression.Binary(Operator.AND, left, right))
                .orElseThrow();
    }

    private Expression inversion(RspParser.InversionContext inversion) {
        return inversion.relation() == null
                ? new Expression.Not(inversion(inversion.inversion()), places.of(inversion))
                : relation(inversion.relation());
    }

    private Expression relation(RspParser.RelationContext relation) {
        Expression left = sum(relation.sum(0));
        return relation.relationOperator() == null
                ? left
                : new Expression.Binary(Operator.of(relation.relationOperator().getText()), left, sum(relation.sum(1)));
    }

    Expression sum(RspParser.SumContext sum) {
        Expression result = term(sum.term(0));
        for (int i = 1; i < sum.term().size(); i++) {
            Operator operator = Operator.of(sum.sumOperator(i - 1).getText());
            result = new Expression.Binary(operator, result, term(sum.term(i)));
        }
        return result;
    }

    Expression.Text text(TerminalNode literal) {
        String quoted = literal.getText();
        return new Expression.Text(quoted.substring(1, quoted.length() - 1), places.of(literal));
    }

    private Expression term(RspParser.TermContext term) {
        Expression result = factor(term.factor(0));
        for (int i = 1; i < term.factor().size(); i++) {
            Operator operator = Operator.of(term.productOperator(i - 1).getText());
            result = new Expression.Binary(operator, result, factor(term.factor(i)));
        }
        return result;
    }

    private Expression factor(RspParser.FactorContext factor) {
        if (factor.factor() != null) {
            return new Expression.Negation(factor(factor.factor()), places.of(factor));
        }
        if (factor.call() != null) {
            return call(factor.call());
        }
        if (factor.ID() != null) {
            return new Expression.Reference(places.name(factor.ID()));
        }
        if (factor.NUMBER() != null) {
            return number(factor.NUMBER());
        }
        if (factor.STRING() != null) {
            return text(factor.STRING());
        }
        return factor.expression() == null
                ? new Expression.Flag(factor.getText().equals("true"), places.of(factor))
                : expression(factor.expression());
    }

    private Expression number(TerminalNode literal) {
        Span span = places.of(literal);
        try {
            return new Expression.Whole(Long.parseLong(literal.getText()), span);
        } catch (NumberFormatException notALong) {
            return new Expression.Real(Double.parseDouble(literal.getText()), span);
        }
    }

    private Expression call(RspParser.CallContext call) {
        return new Expression.Call(
                places.name(call.ID()),
                call.argument().stream().map(this::argument).toList(),
                call.annotation().stream()
                        .map(annotation -> places.name(annotation.ID()))
                        .toList(),
                places.of(call));
    }

    private Expression.Argument argument(RspParser.ArgumentContext argument) {
        return new Expression.Argument(
                Optional.ofNullable(argument.ID()).map(places::name),
                argument.sequence() == null ? expression(argument.expression()) : sequence(argument.sequence()));
    }

    private Expression sequence(RspParser.SequenceContext sequence) {
        return new Expression.Sequence(
                sequence.expression().stream().map(this::expression).toList(), places.of(sequence));
    }
}
