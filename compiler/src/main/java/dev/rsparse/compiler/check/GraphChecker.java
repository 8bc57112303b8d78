package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Span;
import dev.rsparse.grammar.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The statements of a graph, each `repeat` run out once per instance, so that every weight is checked with the
/// shape it has in its layer.
final class GraphChecker {

    private static final long MOST_INSTANCES = 10_000;

    private final GraphContext context;
    private final Diagnostics diagnostics;
    private final Names top;
    private final Map<Span, Name> assigned = new LinkedHashMap<>();

    /// @param top the names visible at the top of the graph: numbers, weights, inputs
    GraphChecker(GraphContext context, Names top) {
        this.context = context;
        this.diagnostics = context.diagnostics();
        this.top = top;
    }

    void check(List<Statement> statements) {
        ExpressionChecker expressions = new ExpressionChecker(context, top, GraphScope.TOP);
        for (Statement statement : statements) {
            switch (statement) {
                case Statement.Assignment assignment -> assign(assignment, expressions);
                case Statement.Repeat repeat -> repeat(repeat, expressions);
            }
        }
    }

    /// Declares the graph's results; each must have been given a value of its declared type.
    void outputs(List<Item.Field> fields, Map<String, TensorType> types) {
        for (Item.Field field : fields) {
            String name = field.name().text();
            Symbol result = top.peek(name).orElse(null);
            TensorType declared = types.get(name);
            if (result instanceof Symbol.Local local) {
                top.read(field.name());
                output(field, declared, local);
            } else {
                diagnostics.add(Diagnostic.at(
                        field.span(), Code.OUTPUT_TYPE, "the graph never assigns '" + name + "'", "never assigned"));
            }
        }
    }

    /// Warns of values that nothing reads.
    void warnUnused() {
        assigned.forEach((place, name) -> {
            if (!top.isRead(place)) {
                diagnostics.add(Diagnostic.at(
                        place, Code.UNUSED_NAME, "'" + name + "' is assigned but never read", "never read"));
            }
        });
    }

    /// Reports linears whose weight another one reads as another type: to policies and locks both are one.
    void checkTypes() {
        Map<String, Node.Linear> first = new HashMap<>();
        for (Node node : context.graph().nodes()) {
            if (node instanceof Node.Linear linear) {
                Node.Linear earlier = first.putIfAbsent(linear.weight().path(), linear);
                if (earlier != null && !earlier.weight().equals(linear.weight())) {
                    reportTypes(earlier, linear);
                }
            }
        }
    }

    private void reportTypes(Node.Linear earlier, Node.Linear linear) {
        String path = linear.weight().path();
        String type = linear.weight().type().dtype().text();
        diagnostics.add(Diagnostic.at(
                        linear.at().span(),
                        Code.OPERAND_TYPE,
                        "linears read '" + path + "' as two types, which policies could not tell apart",
                        "as " + type)
                .with(
                        earlier.at().span(),
                        "as " + earlier.weight().type().dtype().text())
                .help("bind the tensor under two names"));
    }

    private void output(Item.Field field, TensorType declared, Symbol.Local local) {
        if (!(local.operand() instanceof Operand.Tensor(var value))) {
            if (!(local.operand() instanceof Operand.Broken)) {
                diagnostics.add(Diagnostic.at(
                        local.name().span(),
                        Code.OUTPUT_TYPE,
                        "output '" + field.name() + "' must be a value the graph computes",
                        "is none"));
            }
            return;
        }
        if (declared != null && !declared.equals(value.type())) {
            diagnostics.add(Diagnostic.at(
                            local.name().span(),
                            Code.OUTPUT_TYPE,
                            "output '" + field.name() + "' is " + value.type() + ", declared " + declared,
                            "is " + value.type())
                    .with(field.span(), "declared here"));
        }
        context.graph().output(field.name().text(), value);
    }

    private void assign(Statement.Assignment assignment, ExpressionChecker expressions) {
        expressions.assign(assignment);
        assignment.names().forEach(name -> assigned.put(name.span(), name));
    }

    private void repeat(Statement.Repeat repeat, ExpressionChecker expressions) {
        Optional<Long> from = expressions.constants().whole(repeat.from(), 0);
        Optional<Long> to = expressions.constants().whole(repeat.to(), 0);
        boolean known = headIsKnown(repeat);
        if (!known || from.isEmpty() || to.isEmpty() || !rangeIsSound(repeat, from.get(), to.get())) {
            assignedIn(repeat.body()).forEach(name -> top.assign(new Symbol.Local(name, new Operand.Broken())));
            return;
        }
        int before = diagnostics.errorCount();
        // The other instances would mostly repeat what is wrong with one.
        for (long i = from.get(); i < to.get() && diagnostics.errorCount() == before; i++) {
            instance(repeat, i);
        }
    }

    private void instance(Statement.Repeat repeat, long index) {
        Names inner = top.inner();
        context.weights()
                .table()
                .family(repeat.scope().text())
                .forEach(binding -> inner.declare(new Symbol.BoundWeight(binding)));
        inner.declare(new Symbol.Parameter(repeat.variable(), Optional.of(new Constant.Whole(index))));
        GraphScope scope = new GraphScope(repeat.scope() + "[" + index + "]", index);
        ExpressionChecker expressions = new ExpressionChecker(context, inner, scope);
        for (Statement statement : repeat.body()) {
            switch (statement) {
                case Statement.Assignment assignment -> assign(assignment, expressions);
                case Statement.Repeat nested ->
                    diagnostics.add(Diagnostic.at(
                            nested.span(), Code.NOT_SUPPORTED, "a repeat inside a repeat is not supported yet", ""));
            }
        }
    }

    private boolean headIsKnown(Statement.Repeat repeat) {
        if (!repeat.index().text().equals(repeat.variable().text())) {
            diagnostics.add(Diagnostic.at(
                            repeat.index().span(),
                            Code.UNKNOWN_NAME,
                            "the scope's index must be '" + repeat.variable() + "'",
                            "not the variable of this repeat")
                    .with(repeat.variable().span(), "the variable"));
        }
        Set<String> families = new TreeSet<>(context.weights().table().families());
        families.remove("");
        boolean known = families.contains(repeat.scope().text());
        if (!known) {
            Diagnostic unknown = Diagnostic.at(
                    repeat.scope().span(),
                    Code.UNKNOWN_NAME,
                    "no weights are bound for '" + repeat.scope() + "[" + repeat.index() + "]'",
                    "unknown scope");
            diagnostics.add(Suggestion.nearest(repeat.scope().text(), families)
                    .map(meant -> unknown.didYouMean(meant))
                    .orElse(unknown));
        }
        return known;
    }

    private boolean rangeIsSound(Statement.Repeat repeat, long from, long to) {
        if (from < to && to - from <= MOST_INSTANCES) {
            return true;
        }
        Expression end = repeat.to();
        diagnostics.add(Diagnostic.at(
                repeat.from().span().to(end.span()),
                Code.REPEAT_RANGE,
                "the range " + from + ".." + to + (from < to ? " is too long" : " is empty"),
                from < to ? "more than " + MOST_INSTANCES + " instances" : "holds no integer"));
        return false;
    }

    private static List<Name> assignedIn(List<Statement> body) {
        return body.stream()
                .filter(Statement.Assignment.class::isInstance)
                .flatMap(statement -> ((Statement.Assignment) statement).names().stream())
                .toList();
    }
}
