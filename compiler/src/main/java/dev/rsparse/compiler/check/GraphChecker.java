package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Span;
import dev.rsparse.grammar.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The graph of a model: its statements, and what it gives.
final class GraphChecker {

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
        new StatementChecker(context, top, GraphScope.TOP, name -> assigned.put(name.span(), name)).check(statements);
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
}
