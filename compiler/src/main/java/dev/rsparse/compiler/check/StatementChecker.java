package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Span;
import dev.rsparse.grammar.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The statements of one scope of a graph, each `repeat` run out once per instance, so that every weight is checked
/// with
/// the shape it has in its layer.
final class StatementChecker {

    private final GraphContext context;
    private final Diagnostics diagnostics;
    private final Names names;
    private final GraphScope scope;
    private final ExpressionChecker expressions;
    private final Consumer<Name> assigned;

    /// @param assigned told of each name that is given a value
    StatementChecker(GraphContext context, Names names, GraphScope scope, Consumer<Name> assigned) {
        this.context = context;
        this.diagnostics = context.diagnostics();
        this.names = names;
        this.scope = scope;
        this.expressions = new ExpressionChecker(context, names, scope);
        this.assigned = assigned;
    }

    /// Expressions of this scope.
    ExpressionChecker expressions() {
        return expressions;
    }

    void check(List<Statement> statements) {
        for (Statement statement : statements) {
            switch (statement) {
                case Statement.Assignment assignment -> assign(assignment);
                case Statement.Repeat repeat -> repeat(repeat);
            }
        }
    }

    /// Gives each name of an assignment its value.
    private void assign(Statement.Assignment assignment) {
        List<Name> targets = assignment.names();
        Operand value = expressions.check(
                assignment.value(), targets.size() == 1 ? targets.getFirst().text() : "");
        List<Operand> values = value instanceof Operand.Several(List<Operand> several) ? several : List.of(value);
        boolean broken = value instanceof Operand.Broken;
        if (!broken && values.size() != targets.size()) {
            String names = targets.size() == 1 ? "1 name" : targets.size() + " names";
            context.diagnostics()
                    .add(Diagnostic.at(
                            assignment.span(),
                            Code.RESULT_COUNT,
                            names + " for " + (values.size() == 1 ? "1 value" : values.size() + " values"),
                            "gives " + values.size()));
        }
        for (int i = 0; i < targets.size(); i++) {
            Operand given = broken || values.size() != targets.size() ? new Operand.Broken() : values.get(i);
            names.assign(new Symbol.Local(targets.get(i), given));
            assigned.accept(targets.get(i));
        }
    }

    private void repeat(Statement.Repeat repeat) {
        Optional<Long> from = expressions.constants().whole(repeat.from(), 0);
        Optional<Long> to = expressions.constants().whole(repeat.to(), 0);
        Optional<String> family = repeat.scope().flatMap(over -> family(repeat, over));
        boolean known = family.isPresent() == repeat.scope().isPresent();
        boolean sound = from.isPresent() && to.isPresent() && rangeIsSound(repeat, from.get(), to.get());
        if (!known || !sound) {
            assignedIn(repeat.body()).forEach(name -> names.assign(new Symbol.Local(name, new Operand.Broken())));
            return;
        }
        int before = diagnostics.errorCount();
        // The other instances would mostly repeat what is wrong with one.
        for (long i = from.get(); i < to.get() && diagnostics.errorCount() == before; i++) {
            instance(repeat, family, i);
        }
    }

    /// @param family the scope whose weights the body calls by their own names
    private void instance(Statement.Repeat repeat, Optional<String> family, long index) {
        Names inner = names.inner();
        family.ifPresent(name -> context.weights()
                .table()
                .family(name)
                .forEach(binding -> inner.declare(new Symbol.BoundWeight(binding))));
        inner.declare(new Symbol.Parameter(repeat.variable(), Optional.of(new Constant.Whole(index))));
        GraphScope inside = family.map(name -> scope.instance(name, index)).orElse(scope);
        new StatementChecker(context, inner, inside, assigned).check(repeat.body());
    }

    /// The weights that `repeat` runs over; none is reported.
    private Optional<String> family(Statement.Repeat repeat, Statement.Scope over) {
        if (!over.index().text().equals(repeat.variable().text())) {
            diagnostics.add(Diagnostic.at(
                            over.index().span(),
                            Code.UNKNOWN_NAME,
                            "the scope's index must be '" + repeat.variable() + "'",
                            "not the variable of this repeat")
                    .with(repeat.variable().span(), "the variable"));
        }
        if (names.peek(over.name().text()).orElse(null) instanceof Symbol.Local local) {
            names.read(over.name());
            if (local.operand() instanceof Operand.Family(String given)) {
                return standsHere(given, over) ? Optional.of(given) : Optional.empty();
            }
            if (local.operand() instanceof Operand.Broken) {
                return Optional.empty();
            }
        }
        WeightTable table = context.weights().table();
        Optional<String> known = table.visible(scope, over.name().text());
        if (known.isPresent()) {
            return known.filter(family -> standsHere(family, over));
        }
        reportUnknown(over, table.families(scope));
        return Optional.empty();
    }

    /// Whether the weights of `family` are bound for each instance of the `repeat` around; reports when not.
    private boolean standsHere(String family, Statement.Scope over) {
        String around = WeightTable.around(family);
        if (around.equals(scope.family())) {
            return true;
        }
        Diagnostic elsewhere = Diagnostic.at(
                over.name().span(),
                Code.NOT_SUPPORTED,
                "the weights of '" + over.name() + "' are bound "
                        + (around.isEmpty() ? "outside" : "inside '" + around + "'") + ", and this repeat stands "
                        + (scope.isInstance() ? "inside '" + scope.family() + "'" : "outside"),
                "of another scope");
        diagnostics.add(elsewhere.help(
                around.isEmpty()
                        ? "bind them as " + scope.family() + "[…]." + over.name()
                                + "[…], or leave 'as …' out to repeat over no weights"
                        : "repeat over them inside 'repeat … as " + around + "[…]'"));
        return false;
    }

    private void reportUnknown(Statement.Scope over, Set<String> known) {
        Diagnostic unknown = Diagnostic.at(
                over.name().span(),
                Code.UNKNOWN_NAME,
                "no weights are bound for '" + over.name() + "[" + over.index() + "]'",
                "unknown scope");
        diagnostics.add(Suggestion.nearest(over.name().text(), known)
                .map(meant -> unknown.didYouMean(meant))
                .orElseGet(() -> scope.inFunction()
                        ? unknown.help("a function sees what it is given: give it the scope, 'f(x, layer)'")
                        : unknown));
    }

    private boolean rangeIsSound(Statement.Repeat repeat, long from, long to) {
        Span range = repeat.from().span().to(repeat.to().span());
        if (from >= to) {
            diagnostics.add(Diagnostic.at(
                    range, Code.REPEAT_RANGE, "the range " + from + ".." + to + " is empty", "holds no integer"));
            return false;
        }
        Optional<Integer> most = context.instances().take(to - from);
        most.ifPresent(instances -> diagnostics.add(Diagnostic.at(
                range,
                Code.REPEAT_RANGE,
                "the range " + from + ".." + to + " is too long",
                "more than " + instances + " instances in the graph")));
        return most.isEmpty();
    }

    private static List<Name> assignedIn(List<Statement> body) {
        List<Name> found = new ArrayList<>();
        for (Statement statement : body) {
            switch (statement) {
                case Statement.Assignment assignment -> found.addAll(assignment.names());
                case Statement.Repeat repeat -> found.addAll(assignedIn(repeat.body()));
            }
        }
        return found;
    }
}
