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
        Expression result = term(expression.term(0));
        for (int i = 1; i < expression.term().size(); i++) {
            boolean plus = expression.sumOperator(i - 1).getText().equals("+");
            result = new Expression.Binary(plus ? Operator.ADD : Operator.SUBTRACT, result, term(expression.term(i)));
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
            boolean times = term.productOperator(i - 1).getText().equals("*");
            result = new Expression.Binary(times ? Operator.MULTIPLY : Operator.DIVIDE, result, factor(term.factor(i)));
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
        return factor.STRING() != null ? text(factor.STRING()) : expression(factor.expression());
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
                Optional.ofNullable(argument.ID()).map(places::name), expression(argument.expression()));
    }
}
