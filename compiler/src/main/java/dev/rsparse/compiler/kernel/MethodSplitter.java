package dev.rsparse.compiler.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Splits functions that HotSpot would not compile: runs of their statements become functions of their own, which
/// they call in order. All other functions stay as they are.
///
///     decodeHead(s, ids) { a(); b(); c(); d(); }
///     ->  decodeHead(s, ids) { decodeHeadPart1(s); decodeHeadPart2(s, ids); }
///
/// What the statements do and in which order stays the same.
public final class MethodSplitter {

    /// Functions are split above this, in bytes as [CodeSize] counts them, and parts are no longer.
    static final int LIMIT = 7500;

    /// What may stay in place of each block of a statement that is too long for a part.
    private static final int NESTED = LIMIT / 4;

    private final Function whole;
    private final Set<String> taken;
    private final CodeSize size;
    private final List<Function> parts = new ArrayList<>();

    private MethodSplitter(Function whole, Set<String> taken) {
        this.whole = whole;
        this.taken = taken;
        this.size = new CodeSize(whole);
    }

    /// The functions of a model, each followed by the parts it was split into.
    ///
    /// @param model its name, for people
    /// @throws MethodTooLongException when what is left of a function is too long and cannot be split
    public static List<Function> split(String model, List<Function> functions) {
        Set<String> taken = new HashSet<>();
        functions.forEach(function -> taken.add(function.name()));
        List<Function> result = new ArrayList<>();
        for (Function function : functions) {
            int bytes = CodeSize.of(function);
            List<Function> split =
                    bytes <= LIMIT ? List.of(function) : new MethodSplitter(function, taken).split(bytes);
            for (Function part : split) {
                check(model, part);
            }
            result.addAll(split);
        }
        return result;
    }

    private static void check(String model, Function function) {
        int bytes = CodeSize.of(function);
        if (bytes > CodeSize.LONGEST) {
            throw new MethodTooLongException(model, function.name(), bytes);
        }
    }

    /// Calls of many parts may themselves be too many.
    private List<Function> split(int bytes) {
        Function shorter = whole;
        int before = Integer.MAX_VALUE;
        int now = bytes;
        while (now > LIMIT && now < before) {
            before = now;
            shorter = whole.withBody(block(shorter.body(), LIMIT - 1));
            now = CodeSize.of(shorter);
        }
        List<Function> all = new ArrayList<>(List.of(shorter));
        all.addAll(parts);
        return all;
    }

    /// The statements of a block, in parts where they take more than `room`.
    private List<Stmt> block(List<Stmt> statements, int room) {
        int mark = size.enter();
        List<Run.Item> items = new ArrayList<>();
        for (Stmt statement : statements) {
            Stmt shorter = shortened(statement);
            items.add(new Run.Item(shorter, size.statement(shorter), Footprint.of(shorter)));
        }
        int bytes = items.stream().mapToInt(Run.Item::bytes).sum();
        List<Stmt> split = bytes <= room
                ? items.stream().map(Run.Item::statement).toList()
                : Run.cut(items, LIMIT - 1).stream()
                        .flatMap(run -> moved(run).stream())
                        .toList();
        size.leave(mark);
        return split;
    }

    /// A statement that is too long for a part, with its blocks split.
    private Stmt shortened(Stmt statement) {
        int mark = size.enter();
        boolean fits = size.statement(statement) < LIMIT;
        size.leave(mark);
        if (fits) {
            return statement;
        }
        return switch (statement) {
            case Stmt.If(var condition, var then, var otherwise) ->
                new Stmt.If(condition, block(then, NESTED), block(otherwise, NESTED));
            case Stmt.For(var index, var from, var to, var step, var body) -> {
                size.declare(index);
                Stmt shorter = new Stmt.For(index, from, to, step, block(body, NESTED));
                size.leave(mark);
                yield shorter;
            }
            case Stmt.Declare _,
                    Stmt.Assign _,
                    Stmt.StoreVector _,
                    Stmt.StoreElement _,
                    Stmt.Invoke _,
                    Stmt.Return _,
                    Stmt.Comment _ -> statement;
        };
    }

    /// A call of what becomes of the run, or the run itself where a call gains nothing.
    private List<Stmt> moved(Run run) {
        List<Var> parameters = run.inputs().stream()
                .sorted((a, b) -> Integer.compare(size.slot(a), size.slot(b)))
                .toList();
        int slots = parameters.stream().mapToInt(CodeSize::slots).sum();
        Function part = new Function(
                name(),
                "Part " + (parts.size() + 1) + " of " + whole.name() + ".",
                whole.member(),
                parameters,
                Type.NOTHING,
                run.statements());
        Stmt call = new Stmt.Invoke(call(part));
        if (!run.movable() || slots > Run.MOST_SLOTS || run.bytes() <= size.statement(call)) {
            return run.statements();
        }
        parts.add(part);
        taken.add(part.name());
        return List.of(call);
    }

    private static Expr.Call call(Function part) {
        List<Expr> arguments = part.parameters().stream().map(Var::ref).toList();
        return part.member()
                ? new Expr.Call(new Callee.Member(part.name()), arguments)
                : part.call(arguments.toArray(Expr[]::new));
    }

    private String name() {
        StringBuilder name = new StringBuilder(whole.name() + "Part" + (parts.size() + 1));
        while (taken.contains(name.toString())) {
            name.append('_');
        }
        return name.toString();
    }
}
