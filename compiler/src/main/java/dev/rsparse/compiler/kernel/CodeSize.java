package dev.rsparse.compiler.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How long a function is as bytecode, told from its IR: never less than what the back ends make of it, and seldom
/// much more. Where they differ, or the length of an instruction depends on the class around it, the longer counts.
public final class CodeSize {

    /// HotSpot never compiles a method that is longer, in bytes.
    public static final int LONGEST = 8000;

    /// Of instructions with an index into the constant pool: fields, static calls, constants.
    private static final int WITH_INDEX = 3;
    private static final int JUMP = 3;
    private static final int INTERFACE_CALL = 5;

    private final Map<Var, Integer> slots = new HashMap<>();
    private final List<Var> live = new ArrayList<>();
    private final Set<Var> constants = new HashSet<>();
    private int next;

    /// Stands at the beginning of `function`, before its first statement.
    CodeSize(Function function) {
        next = function.member() ? 1 : 0;
        function.parameters().forEach(this::declare);
    }

    /// At least the length of `function` in bytes.
    public static int of(Function function) {
        int end = function.result() == Type.NOTHING ? 1 : 0;
        return new CodeSize(function).block(function.body()) + end;
    }

    /// Gives `var` a slot, from here to the end of the block.
    void declare(Var var) {
        slots.put(var, next);
        live.add(var);
        next += slots(var);
    }

    /// Slots that a variable takes.
    static int slots(Var var) {
        return var.type() == Type.I64 ? 2 : 1;
    }

    /// Where `var`, which is declared here, lies.
    int slot(Var var) {
        Integer slot = slots.get(var);
        if (slot == null) {
            throw new IllegalStateException(var + " is not declared here");
        }
        return slot;
    }

    /// What [#leave] takes to end the block that begins here.
    int enter() {
        return live.size();
    }

    void leave(int mark) {
        while (live.size() > mark) {
            Var ended = live.removeLast();
            next = slots.remove(ended);
            constants.remove(ended);
        }
    }

    /// Bytes of a block.
    int block(List<Stmt> statements) {
        int mark = enter();
        int bytes = statements.stream().mapToInt(this::statement).sum();
        leave(mark);
        return bytes;
    }

    /// Bytes of a statement; what it declares is known afterwards.
    int statement(Stmt statement) {
        return switch (statement) {
            case Stmt.Declare(var var, var value, boolean mutable) -> {
                int bytes = expr(value);
                boolean constant = !mutable && isConstant(value);
                declare(var);
                if (constant) {
                    constants.add(var);
                }
                yield bytes + access(var);
            }
            case Stmt.Assign(var var, var value) -> expr(value) + access(var);
            case Stmt.For loop -> loop(loop);
            case Stmt.If(var condition, var then, var otherwise) -> {
                int test = (condition instanceof Expr.IsZero(var value) ? expr(value) : expr(condition)) + JUMP;
                yield test + block(then) + (otherwise.isEmpty() ? 0 : JUMP + block(otherwise));
            }
            case Stmt.StoreVector(var array, var index, var vector) ->
                expr(vector) + expr(array) + expr(index) + WITH_INDEX;
            case Stmt.StoreElement(var array, var index, var value) -> expr(array) + expr(index) + expr(value) + 1;
            case Stmt.Invoke(var call) -> expr(call) + (call.type() == Type.NOTHING ? 0 : 1);
            case Stmt.Return(var value) -> expr(value) + 1;
            case Stmt.Comment _ -> 0;
        };
    }

    private int loop(Stmt.For loop) {
        int mark = enter();
        int from = expr(loop.from());
        declare(loop.index());
        int index = access(loop.index());
        int bytes = from + index + index + expr(loop.to()) + JUMP + block(loop.body()) + JUMP;
        boolean increment = loop.step() instanceof Expr.ConstInt(int by) && by == (short) by;
        bytes += increment ? 6 : index + expr(loop.step()) + 1 + index;
        leave(mark);
        return bytes;
    }

    /// Bytes that read or write a variable.
    private int access(Var var) {
        int slot = slot(var);
        if (slot <= 3) {
            return 1;
        }
        return slot <= 255 ? 2 : 4;
    }

    /// Whether Java's compiler knows the value, and puts it where the variable is read.
    private boolean isConstant(Expr expr) {
        boolean literal =
                expr instanceof Expr.ConstInt || expr instanceof Expr.ConstLong || expr instanceof Expr.ConstFloat;
        boolean folded = expr instanceof Expr.Arith || expr instanceof Expr.Widen || expr instanceof Expr.IsZero;
        return literal
                || expr instanceof Expr.Ref(var var) && constants.contains(var)
                || folded && Operands.of(expr).stream().allMatch(this::isConstant);
    }

    private int expr(Expr expr) {
        int bytes = switch (expr) {
            case Expr.Plain plain -> own(plain);
            case Expr.Vector vector -> own(vector);
        };
        for (Expr operand : Operands.of(expr)) {
            bytes += expr(operand);
        }
        return bytes;
    }

    private int own(Expr.Plain expr) {
        return switch (expr) {
            case Expr.Ref(var var) -> constants.contains(var) ? Math.max(access(var), WITH_INDEX) : access(var);
            case Expr.ConstInt(int value) -> push(value);
            case Expr.ConstLong(long value) -> value == 0 || value == 1 ? 1 : WITH_INDEX;
            case Expr.ConstFloat _, Expr.Layout _, Expr.Lanes _ -> WITH_INDEX;
            case Expr.Arith _, Expr.Widen _, Expr.Element _ -> 1;
            // As a value; conditions of choices count it themselves.
            case Expr.IsZero _ -> JUMP + 1 + JUMP + 1;
            case Expr.Min _, Expr.Max _ -> WITH_INDEX;
            // A field with all arrays of a kind, and which of them.
            case Expr.Part(var workspace, var _, var _) -> access(workspace) + WITH_INDEX + WITH_INDEX + 1;
            case Expr.Own _ -> 1 + WITH_INDEX;
            case Expr.Call(var callee, var _) ->
                switch (callee) {
                    case Callee.Emitted _ -> WITH_INDEX;
                    case Callee.Member _ -> 1 + WITH_INDEX;
                    case Callee.Routine routine -> routine.onInstance() ? INTERFACE_CALL : WITH_INDEX;
                };
        };
    }

    private static int push(int value) {
        if (value >= -1 && value <= 5) {
            return 1;
        }
        return value == (byte) value ? 2 : WITH_INDEX;
    }

    /// A call, and fields for its constants.
    private static int own(Expr.Vector expr) {
        return switch (expr) {
            case Expr.Fma _,
                    Expr.AddVectors _,
                    Expr.MulVectors _,
                    Expr.Abs _,
                    Expr.Silu _,
                    Expr.SumLanes _,
                    Expr.AsFloats _,
                    Expr.Compress _,
                    Expr.CountTrue _ -> WITH_INDEX;
            case Expr.LoadArray _, Expr.Zero _, Expr.Splat _, Expr.Greater _ -> 2 * WITH_INDEX;
            case Expr.LoadFloats _, Expr.LoadWords _ -> 3 * WITH_INDEX;
            case Expr.ShiftLeft(var _, int bits) -> 2 * WITH_INDEX + push(bits);
            case Expr.ShiftRight(var _, int bits) -> 2 * WITH_INDEX + push(bits);
            case Expr.ShiftRightSigned(var _, int bits) -> 2 * WITH_INDEX + push(bits);
            case Expr.OrWords(var _, int bits) -> WITH_INDEX + push(bits);
            case Expr.AndWords(var _, int mask) -> WITH_INDEX + push(mask);
            case Expr.KeepLanes(var _, var _, boolean inverted) -> (inverted ? 2 : 3) * WITH_INDEX;
            case Expr.CompressIndices _ -> 5 * WITH_INDEX;
        };
    }
}
