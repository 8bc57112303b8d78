package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// The functions that a file defines, and which of them are being run out. A call is replaced by the function's body,
/// in which only what the call gives is visible: names of the caller can neither be read nor be hidden there.
final class Functions {

    private static final int MOST_CALLS = 100_000;

    private final Map<String, Item.Function> functions = new LinkedHashMap<>();
    private final Allowance calls = new Allowance(MOST_CALLS);
    private final List<Item.Function> entered = new ArrayList<>();
    private final Diagnostics diagnostics;
    private boolean tooMany;

    Functions(List<Item.Function> all, Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        for (Item.Function function : all) {
            String name = function.name().text();
            if (OperationTable.find(name).isPresent() || ConstantChecker.isFunction(name)) {
                diagnostics.add(Diagnostic.at(
                                function.name().span(),
                                Code.SHADOWED_NAME,
                                "'" + name + "' is already the name of an operation",
                                "would hide it")
                        .help("choose another name"));
            }
            Item.Function earlier = functions.putIfAbsent(name, function);
            if (earlier != null) {
                diagnostics.add(Diagnostic.at(
                                function.name().span(),
                                Code.DUPLICATE_NAME,
                                "function '" + name + "' is given twice",
                                "given again")
                        .with(earlier.name().span(), "given first"));
            }
        }
    }

    Optional<Item.Function> find(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    /// What can be called.
    Set<String> andOperations() {
        Set<String> names = new TreeSet<>(OperationTable.names());
        names.addAll(functions.keySet());
        return names;
    }

    /// Begins the body of a function; refuses one that is being run out already, which would never end.
    boolean enter(Item.Function function, Expression.Call call) {
        if (entered.contains(function)) {
            diagnostics.add(Diagnostic.at(
                            call.operation().span(),
                            Code.RECURSION,
                            "function '" + function.name() + "' calls itself",
                            "would never end")
                    .with(function.name().span(), "'" + function.name() + "' is defined here"));
            return false;
        }
        if (calls.take(1).isPresent()) {
            reportCalls(call);
            return false;
        }
        entered.add(function);
        return true;
    }

    /// Once: the calls around the one that is too many are too many as well.
    private void reportCalls(Expression.Call call) {
        if (!tooMany) {
            tooMany = true;
            diagnostics.add(Diagnostic.at(
                    call.operation().span(),
                    Code.TOO_DEEP,
                    "functions are called more than " + MOST_CALLS + " times",
                    "one call too many"));
        }
    }

    void leave() {
        entered.removeLast();
    }

    /// The names visible in the body, each formal with what the call gives; nothing when that does not fit, which is
    /// reported.
    Optional<Names> names(
            Item.Function function, Expression.Call call, Names outside, Function<Expression, Operand> operand) {
        Optional<Map<String, Expression>> given = given(function, call);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Names inside = outside.alone();
        for (Item.Formal formal : function.formals()) {
            Expression argument = given.get().get(formal.name().text());
            Operand value = operand.apply(argument == null ? formal.standard().orElseThrow() : argument);
            inside.declare(new Symbol.Local(formal.name(), value));
        }
        return Optional.of(inside);
    }

    private Optional<Map<String, Expression>> given(Item.Function function, Expression.Call call) {
        Map<String, Expression> given = new HashMap<>();
        int position = 0;
        for (Expression.Argument argument : call.arguments()) {
            Optional<Name> name = argument.name();
            if (name.isEmpty() && position == function.formals().size()) {
                return wrong(
                        function, call.span(), "takes " + function.formals().size() + " arguments at most");
            }
            String formal = name.isPresent()
                    ? name.get().text()
                    : function.formals().get(position++).name().text();
            if (function.formals().stream().noneMatch(one -> one.name().text().equals(formal))) {
                return wrong(function, name.orElseThrow().span(), "has no argument '" + formal + "'");
            }
            if (given.put(formal, argument.value()) != null) {
                return wrong(function, argument.value().span(), "is given '" + formal + "' twice");
            }
        }
        for (Item.Formal formal : function.formals()) {
            if (formal.standard().isEmpty() && !given.containsKey(formal.name().text())) {
                return wrong(function, call.span(), "needs '" + formal.name() + "'");
            }
        }
        return Optional.of(given);
    }

    private <T> Optional<T> wrong(Item.Function function, Span span, String problem) {
        diagnostics.add(Diagnostic.at(span, Code.ARGUMENTS, "function '" + function.name() + "' " + problem, problem)
                .with(function.name().span(), "'" + function.name() + "' is defined here"));
        return Optional.empty();
    }
}
