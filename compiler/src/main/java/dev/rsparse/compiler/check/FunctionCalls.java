package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Label;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Item;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Calls of the functions that a source defines, in one scope of a graph: each is replaced by the body.
final class FunctionCalls {

    private final GraphContext context;
    private final Names names;
    private final GraphScope scope;

    /// @param names visible where the calls stand
    FunctionCalls(GraphContext context, Names names, GraphScope scope) {
        this.context = context;
        this.names = names;
        this.scope = scope;
    }

    /// What a call stands for.
    ///
    /// @param operand what an argument stands for
    /// @param valueName what the node is called that makes the only result
    Operand call(
            Item.Function function, Expression.Call call, Function<Expression, Operand> operand, String valueName) {
        Functions functions = context.functions();
        if (!functions.enter(function, call)) {
            return new Operand.Broken();
        }
        Optional<Names> inside = functions.names(function, call, names, operand);
        context.diagnostics().enter(new Label(call.span(), "called here"));
        Operand result =
                inside.map(visible -> body(function, visible, valueName)).orElseGet(Operand.Broken::new);
        context.diagnostics().leave();
        functions.leave();
        return result;
    }

    private Operand body(Item.Function function, Names inside, String valueName) {
        StatementChecker statements = new StatementChecker(context, inside, scope.function(), _ -> {});
        statements.check(function.body());
        ExpressionChecker expressions = statements.expressions();
        List<Operand> results = function.results().stream()
                .map(result -> expressions.check(result, function.results().size() == 1 ? valueName : ""))
                .toList();
        return results.size() == 1 ? results.getFirst() : new Operand.Several(results);
    }
}
