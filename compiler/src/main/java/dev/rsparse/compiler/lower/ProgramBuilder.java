package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.element;
import static dev.rsparse.compiler.kernel.Code.number;
import static dev.rsparse.compiler.kernel.Code.widen;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.kernel.Callee;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.kernel.MethodSplitter;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.kernel.Var;
import dev.rsparse.compiler.lower.Program.Cache;
import dev.rsparse.compiler.lower.Program.RopeTable;
import dev.rsparse.compiler.lower.Program.Site;
import dev.rsparse.compiler.lower.Program.WorkspaceField;
import dev.rsparse.compiler.schedule.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Collects what the lowered nodes ask for; each kernel, table and scratch array once.
final class ProgramBuilder {

    /// The first parameter of every method that is not a kernel.
    static final Var WORKSPACE = Var.of("s", Type.WORKSPACE);

    private final Map<String, Function> kernels = new TreeMap<>();
    private final Map<String, Function> products = new LinkedHashMap<>();
    private final Map<String, WorkspaceField> fields = new TreeMap<>();
    private final List<RopeTable> ropes = new ArrayList<>();
    private final List<Node.Attention> attentions = new ArrayList<>();
    private final Map<Node, Site> sites = new LinkedHashMap<>();

    /// The kernel of that name, added the first time it is asked for.
    Function kernel(Function function) {
        kernels.putIfAbsent(function.name(), function);
        return kernels.get(function.name());
    }

    /// Calls `work` as a method of its own, named for the linears whose product it is: what a profiler or a stack trace
    /// shows of it. It may read the workspace and which member runs, no other variable.
    ///
    /// @param path such as `layer[3].down`
    /// @param how such as `sparse`
    void callNamed(Code code, String path, String how, Code work) {
        List<Var> parameters = List.of(WORKSPACE, Turns.MEMBER);
        String free = identifier(path + "_" + how);
        // A weight may be multiplied at several places.
        for (int next = 2; products.containsKey(free); next++) {
            free = identifier(path + "_" + how + next);
        }
        products.put(
                free,
                new Function(
                        free,
                        "The product of " + path + ", " + how.replace('_', ' ') + ".",
                        true,
                        parameters,
                        Type.NOTHING,
                        work.statements()));
        code.invoke(new Expr.Call(
                new Callee.Member(free), parameters.stream().<Expr>map(Var::ref).toList()));
    }

    /// A path as a name: neither Java nor a class file takes its dots and brackets.
    private static String identifier(String path) {
        return path.replaceAll("[\\[\\]]", "").replaceAll("\\W", "_");
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

    /// The list of everything up to `count`, as kernels that fuse `fused` entries take it.
    Expr all(int count, int fused) {
        String name = "all" + count;
        int most = fields.get(name) instanceof WorkspaceField.All all ? all.fused() : 0;
        fields.put(name, new WorkspaceField.All(name, count, Math.max(fused, most)));
        return new Expr.Part(WORKSPACE, name, Type.INTS);
    }

    /// Where each of `parts` parts of `groups` groups begins, and where the last ends.
    Expr cuts(int groups, int parts) {
        String name = "cuts" + groups + "in" + parts;
        fields.put(name, new WorkspaceField.Cuts(name, groups, parts));
        return new Expr.Part(WORKSPACE, name, Type.INTS);
    }

    /// The order in which `count` channels are visited in `runs` runs.
    Expr order(int count, int runs) {
        String name = "order" + count + "in" + runs;
        fields.put(name, new WorkspaceField.Order(name, count, runs));
        return new Expr.Part(WORKSPACE, name, Type.INTS);
    }

    Expr ones(int length) {
        int longest = fields.get("ones") instanceof WorkspaceField.Ones ones ? ones.length() : 0;
        fields.put("ones", new WorkspaceField.Ones("ones", Math.max(length, longest)));
        return new Expr.Part(WORKSPACE, "ones", Type.FLOATS);
    }

    /// Rows of at least `width` elements for the tokens of a batch.
    Expr rows(String name, int width) {
        int widest = fields.get(name) instanceof WorkspaceField.Rows rows ? rows.width() : 0;
        return rows(new WorkspaceField.Rows(name, Math.max(width, widest), false));
    }

    /// Rows of at least `width` elements for sequences that are decoded together.
    Expr groupRows(String name, int width) {
        int widest = fields.get(name) instanceof WorkspaceField.GroupRows rows ? rows.width() : 0;
        fields.put(name, new WorkspaceField.GroupRows(name, Math.max(width, widest)));
        return new Expr.Part(WORKSPACE, name, Type.FLOATS);
    }

    Expr rows(WorkspaceField.Rows rows) {
        fields.put(rows.name(), rows);
        return new Expr.Part(WORKSPACE, rows.name(), Type.FLOATS);
    }

    Expr rope(Node.Rope rope) {
        RopeTable table = new RopeTable(rope.headDim(), rope.theta(), rope.angles());
        if (!ropes.contains(table)) {
            ropes.add(table);
        }
        return new Expr.Own("rope" + ropes.indexOf(table), Type.ROPE);
    }

    Expr cache(Node.Attention attention) {
        return new Expr.Call(Routines.CACHE, List.of(WORKSPACE.ref(), cacheIndex(attention)));
    }

    /// The cache of the sequence of `row`.
    Expr cache(Node.Attention attention, Expr row) {
        return new Expr.Call(Routines.CACHE, List.of(WORKSPACE.ref(), row, cacheIndex(attention)));
    }

    private Expr cacheIndex(Node.Attention attention) {
        if (!attentions.contains(attention)) {
            attentions.add(attention);
        }
        return number(attentions.indexOf(attention));
    }

    /// The member's counters of kept channels.
    static Expr counters() {
        return new Expr.Call(Routines.KEPT_CHANNELS, List.of(WORKSPACE.ref(), Turns.MEMBER.ref()));
    }

    /// The member's counters of what the sequence of `row` keeps.
    static Expr counters(Expr row) {
        return new Expr.Call(Routines.KEPT_CHANNELS, List.of(WORKSPACE.ref(), row, Turns.MEMBER.ref()));
    }

    /// Adds `kept` to a counter of a thinned linear.
    void count(Code code, Node linear, Site site, Expr counters, Expr kept) {
        sites.putIfAbsent(linear, site);
        Expr index = number(List.copyOf(sites.keySet()).indexOf(linear));
        code.storeElement(counters, index, add(element(counters, index), widen(kept)));
    }

    boolean thins() {
        return !sites.isEmpty();
    }

    Program build(Schedule schedule, List<Function> methods, List<Value> probed, String logits) {
        List<Function> functions = new ArrayList<>(kernels.values());
        functions.addAll(products.values());
        functions.addAll(methods);
        return new Program(
                schedule,
                MethodSplitter.split(schedule.graph().name(), functions),
                new ArrayList<>(fields.values()),
                ropes,
                attentions.stream()
                        .map(node -> new Cache(node.heads(), node.kvHeads(), node.headDim(), node.scoring()))
                        .toList(),
                List.copyOf(sites.values()),
                probed,
                logits);
    }
}
