package dev.rsparse.compiler.lower;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.kernel.Var;
import dev.rsparse.compiler.lower.Program.Cache;
import dev.rsparse.compiler.lower.Program.RopeTable;
import dev.rsparse.compiler.lower.Program.Site;
import dev.rsparse.compiler.lower.Program.WorkspaceField;
import dev.rsparse.compiler.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Collects what the lowered nodes ask for; each kernel, table and scratch array once.
final class ProgramBuilder {

    /// The first parameter of every method that is not a kernel.
    static final Var WORKSPACE = Var.of("s", Type.WORKSPACE);

    private final Map<String, Function> kernels = new TreeMap<>();
    private final Map<String, WorkspaceField> fields = new TreeMap<>();
    private final List<RopeTable> ropes = new ArrayList<>();
    private final List<Node.Attention> attentions = new ArrayList<>();
    private final List<Node.SparseLowRankLinear> sites = new ArrayList<>();

    /// The kernel of that name, added the first time it is asked for.
    Function kernel(Function function) {
        kernels.putIfAbsent(function.name(), function);
        return kernels.get(function.name());
    }

    Expr floats(String name, int length) {
        int longest = fields.get(name) instanceof WorkspaceField.Floats floats ? floats.length() : 0;
        fields.put(name, new WorkspaceField.Floats(name, Math.max(length, longest)));
        return new Expr.Part(WORKSPACE, name, Type.FLOATS);
    }

    Expr ints(String name, int length) {
        int longest = fields.get(name) instanceof WorkspaceField.Ints ints ? ints.length() : 0;
        fields.put(name, new WorkspaceField.Ints(name, Math.max(length, longest)));
        return new Expr.Part(WORKSPACE, name, Type.INTS);
    }

    Expr rows(String name, int width) {
        int widest = fields.get(name) instanceof WorkspaceField.Rows rows ? rows.width() : 0;
        fields.put(name, new WorkspaceField.Rows(name, Math.max(width, widest)));
        return new Expr.Part(WORKSPACE, name, Type.FLOATS);
    }

    Expr rope(int headDim, double theta) {
        RopeTable table = new RopeTable(headDim, theta);
        if (!ropes.contains(table)) {
            ropes.add(table);
        }
        return new Expr.Own("rope" + ropes.indexOf(table), Type.ROPE);
    }

    Expr cache(Node.Attention attention) {
        if (!attentions.contains(attention)) {
            attentions.add(attention);
        }
        return new Expr.Call(
                Routines.CACHE, List.of(WORKSPACE.ref(), new Expr.ConstInt(attentions.indexOf(attention))));
    }

    int site(Node.SparseLowRankLinear linear) {
        if (!sites.contains(linear)) {
            sites.add(linear);
        }
        return sites.indexOf(linear);
    }

    boolean thins() {
        return !sites.isEmpty();
    }

    Program build(Schedule schedule, List<Function> methods, List<String> probed, String logits) {
        List<Function> functions = new ArrayList<>(kernels.values());
        functions.addAll(methods);
        return new Program(
                schedule,
                functions,
                new ArrayList<>(fields.values()),
                ropes,
                attentions.stream()
                        .map(node -> new Cache(node.kvHeads(), node.headDim()))
                        .toList(),
                sites.stream()
                        .map(node -> new Site(
                                node.weight().path(),
                                node.weight().type().size(1),
                                node.weight().type().size(0),
                                node.thinning().rank()))
                        .toList(),
                probed,
                logits);
    }
}
