package dev.rsparse.compiler.kernel;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a statement has to do with the variables around it.
final class Footprint {

    private final Set<Var> used = new HashSet<>();
    private final Set<Var> assigned = new HashSet<>();
    private final Set<Var> own = new HashSet<>();
    private boolean returns;

    private Footprint() {}

    static Footprint of(Stmt statement) {
        Footprint footprint = new Footprint();
        footprint.add(statement);
        return footprint;
    }

    /// Variables declared before the statement that it reads or gives a value.
    Set<Var> used() {
        return used;
    }

    /// Those of them that it gives a value.
    Set<Var> assigned() {
        return assigned;
    }

    /// Whether it may end the function.
    boolean returns() {
        return returns;
    }

    private void block(List<Stmt> statements) {
        statements.forEach(this::add);
        statements.forEach(statement -> {
            if (statement instanceof Stmt.Declare declare) {
                own.remove(declare.var());
            }
        });
    }

    private void add(Stmt statement) {
        switch (statement) {
            case Stmt.Declare(var var, var value, boolean _) -> {
                read(value);
                own.add(var);
            }
            case Stmt.Assign(var var, var value) -> {
                read(value);
                if (use(var)) {
                    assigned.add(var);
                }
            }
            case Stmt.For(var index, var from, var to, var step, var body) -> {
                read(from);
                own.add(index);
                read(to, step);
                block(body);
                own.remove(index);
            }
            case Stmt.If(var condition, var then, var otherwise) -> {
                read(condition);
                block(then);
                block(otherwise);
            }
            case Stmt.StoreVector(var array, var index, var vector) -> read(array, index, vector);
            case Stmt.StoreElement(var array, var index, var value) -> read(array, index, value);
            case Stmt.Invoke(var call) -> read(call);
            case Stmt.Return(var value) -> {
                read(value);
                returns = true;
            }
            case Stmt.Comment _ -> {}
        }
    }

    private void read(Expr... expressions) {
        for (Expr expr : expressions) {
            if (expr instanceof Expr.Ref(var var)) {
                use(var);
            } else if (expr instanceof Expr.Part(var workspace, var _, var _)) {
                use(workspace);
            }
            Operands.of(expr).forEach(this::read);
        }
    }

    /// Whether `var` is one from outside.
    private boolean use(Var var) {
        boolean outside = !own.contains(var);
        if (outside) {
            used.add(var);
        }
        return outside;
    }
}
