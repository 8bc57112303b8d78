package dev.rsparse.compiler.check;

import dev.rsparse.compiler.check.Operation.Option;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Name;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Holds a call's arguments against the row of its operation.
final class CallChecker {

    private final Diagnostics diagnostics;
    private final Set<String> cachedScopes = new HashSet<>();

    CallChecker(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /// Whether the positional arguments are as many as the operation takes; reports when not.
    boolean countMatches(Operation operation, Expression.Call call, List<Expression> positional) {
        int most = operation.operands().size();
        if (positional.size() >= operation.required() && positional.size() <= most) {
            return true;
        }
        String count = operation.required() == most ? "" + most : operation.required() + " to " + most;
        report(
                call,
                operation.name() + " takes " + count + " operands, found " + positional.size(),
                "expected " + operation.usage());
        return false;
    }

    /// Whether an operand is what its position takes; reports when not.
    boolean kindMatches(Operation.Positional position, Operand operand, Expression expression) {
        String expected = position.weight() ? "a weight" : "a value of the graph";
        String found = switch (operand) {
            case Operand.Broken _ -> "";
            case Operand.Tensor _ -> position.weight() ? "a value of the graph" : "";
            case Operand.Parameter _ -> position.weight() ? "" : "a weight";
            case Operand.Absent _ -> position.optional() ? "" : "a weight whose condition does not hold";
            case Operand.Literal(Constant constant) -> constant.kind();
            case Operand.Family _ -> Operand.Family.KIND;
            case Operand.Several several -> several.operands().size() + " values";
        };
        if (!found.isEmpty()) {
            diagnostics.add(Diagnostic.at(
                    expression.span(),
                    Code.WRONG_KIND,
                    "expected " + expected + " for '" + position.name() + "', found " + found,
                    "must be " + expected));
        }
        return found.isEmpty() && !(operand instanceof Operand.Broken);
    }

    /// The named arguments by name, or nothing when one is unknown, repeated or missing, which is reported.
    Optional<Map<String, Expression>> named(Operation operation, Expression.Call call) {
        Map<String, Expression> given = new LinkedHashMap<>();
        boolean complete = true;
        for (Expression.Argument argument : call.arguments()) {
            if (argument.name().isPresent()) {
                complete &= accept(operation, argument.name().get(), argument.value(), given);
            }
        }
        for (Option option : operation.options()) {
            if (option.standard().isEmpty() && !given.containsKey(option.name())) {
                report(call, operation.name() + " needs " + option.name() + " = …", "expected " + operation.usage());
                complete = false;
            }
        }
        return complete ? Optional.of(given) : Optional.empty();
    }

    private boolean accept(Operation operation, Name name, Expression value, Map<String, Expression> given) {
        List<String> known = operation.options().stream().map(Option::name).toList();
        if (!known.contains(name.text())) {
            unknownOption(operation, name, known);
            return false;
        }
        if (given.put(name.text(), value) != null) {
            diagnostics.add(Diagnostic.at(name.span(), Code.ARGUMENTS, "'" + name + "' is given twice", "given again"));
            return false;
        }
        return true;
    }

    /// Checks what follows `@`: the cache, once per scope, exactly where the operation needs it.
    ///
    /// @param operation the operation's name, for messages
    void annotations(String operation, boolean cached, Expression.Call call, String scope) {
        for (Name annotation : call.annotations()) {
            if (!annotation.text().equals("cache")) {
                diagnostics.add(Diagnostic.at(
                        annotation.span(),
                        Code.UNKNOWN_NAME,
                        "unknown annotation '@" + annotation + "'",
                        "only @cache is known"));
            } else if (!cached) {
                diagnostics.add(Diagnostic.at(
                        annotation.span(), Code.CACHE, operation + " keeps no cache", "@cache does not belong here"));
            }
        }
        if (cached && call.annotations().stream().noneMatch(name -> name.text().equals("cache"))) {
            diagnostics.add(Diagnostic.at(call.span(), Code.CACHE, operation + " needs a cache", "without @cache")
                    .help("write " + operation + "(…) @cache"));
        } else if (cached && !cachedScopes.add(scope)) {
            diagnostics.add(Diagnostic.at(
                    call.span(), Code.CACHE, "a scope has one cache", "a second @cache in the same scope"));
        }
    }

    private void unknownOption(Operation operation, Name name, List<String> known) {
        Diagnostic unknown = Diagnostic.at(
                name.span(),
                Code.ARGUMENTS,
                operation.name() + " has no argument '" + name + "'",
                "expected " + operation.usage());
        diagnostics.add(Suggestion.nearest(name.text(), known)
                .map(meant -> unknown.didYouMean(meant))
                .orElse(unknown));
    }

    private void report(Expression.Call call, String message, String label) {
        diagnostics.add(Diagnostic.at(call.operation().span(), Code.ARGUMENTS, message, label));
    }
}
