package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.arith;
import static dev.rsparse.compiler.kernel.Code.element;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;
import static dev.rsparse.compiler.kernel.Code.widen;

import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.kernel.Var;
import java.util.ArrayList;
import java.util.List;

/// One pass over a run of outputs: adds the scaled columns of one group, whose strips are walked side by side while the
/// sums of a step stay in registers.
///
/// The columns of a step are written out one after the other where their factors fit into registers beside the sums.
/// With eight sums, as of weights of 4 bits, they do not: straight-line code for eight columns then runs at 12 of 30
/// GB/s, because C2 spills. So these are walked in a loop that loads factor and place of each column anew, at 23 GB/s;
/// four columns per turn are 3 % faster than two. They stand in small arrays: strided elements of the lists themselves
/// cost a fifth.
record ColumnPass(StripCode strips) {

    static final Var WEIGHTS = Var.of("weights", Type.MEMORY);
    static final Var BASE = Var.of("base", Type.I64);
    static final Var STRIDE = Var.of("stride", Type.I64);
    static final Var CHANNELS = Var.of("channels", Type.INTS);
    static final Var VALUES = Var.of("values", Type.FLOATS);
    static final Var GROUPS = Var.of("groups", Type.I32);
    static final Var Y = Var.of("y", Type.FLOATS);
    static final Var TO = Var.of("to", Type.I32);

    /// Scratch for the columns that are walked, [dev.rsparse.runtime.Workspace#offsets] and
    /// [dev.rsparse.runtime.Workspace#sums].
    private static final Var OFFSETS = Var.of("offsets", Type.LONGS);

    private static final Var FACTORS = Var.of("factors", Type.FLOATS);

    /// Columns per turn of the loop.
    private static final int TURN = 4;

    /// The scratch arrays that a pass takes.
    List<Var> scratch() {
        return strips.walksColumns() ? List.of(OFFSETS, FACTORS) : List.of();
    }

    /// What of the workspace to give it for them.
    List<Expr> scratchOfMember() {
        List<Expr> member = List.of(ProgramBuilder.WORKSPACE.ref(), Turns.MEMBER.ref());
        return strips.walksColumns()
                ? List.of(new Expr.Call(Routines.OFFSETS, member), new Expr.Call(Routines.SUMS, member))
                : List.of();
    }

    /// Adds the columns of group `group` to the words `from..end` of `y`.
    void add(Code code, Expr group, Expr from, Expr end) {
        if (strips.walksColumns()) {
            walk(code, group, from, end);
        } else {
            straight(code, group, from, end);
        }
    }

    private void straight(Code code, Expr group, Expr from, Expr end) {
        List<Expr> starts = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        List<Expr> factors = new ArrayList<>();
        for (int k = 0; k < strips.fused(); k++) {
            Expr entry = Code.add(mul(GROUPS.ref(), number(k)), group);
            Expr offset = mul(widen(element(CHANNELS.ref(), entry)), STRIDE.ref());
            starts.add(code.let("column" + k, Code.add(BASE.ref(), offset)));
            values.add(code.let("value" + k, element(VALUES.ref(), entry)));
            factors.add(code.let("x" + k, new Expr.Splat(values.getLast())));
        }
        List<Expr> lowered =
                lowered(code, "raise", values.stream().reduce(Code::add).orElseThrow());
        code.loop("word", from, end, new Expr.Lanes(), body -> {
            Code inner = body.code();
            Expr bytes = inner.let("bytes", mul(widen(body.index()), number(4L)));
            List<Expr> targets = targets(inner, body.index());
            List<Expr> sums = sums(targets, lowered);
            for (int k = 0; k < strips.fused(); k++) {
                List<Expr> loaded = strips.loadRaised(inner, "w" + k, WEIGHTS.ref(), Code.add(starts.get(k), bytes));
                for (int v = 0; v < loaded.size(); v++) {
                    sums.set(v, inner.let("y" + v + "_" + k, new Expr.Fma(loaded.get(v), factors.get(k), sums.get(v))));
                }
            }
            for (int v = 0; v < targets.size(); v++) {
                inner.storeVector(Y.ref(), targets.get(v), sums.get(v));
            }
        });
    }

    private void walk(Code code, Expr group, Expr from, Expr end) {
        Var total = code.variable("total", new Expr.ConstFloat(0));
        code.loop("k", number(0), number(strips.fused()), number(1), body -> {
            Code inner = body.code();
            Expr entry = inner.let("entry", Code.add(mul(GROUPS.ref(), body.index()), group));
            Expr offset = mul(widen(element(CHANNELS.ref(), entry)), STRIDE.ref());
            inner.storeElement(OFFSETS.ref(), body.index(), offset);
            Expr value = inner.let("value", element(VALUES.ref(), entry));
            inner.storeElement(FACTORS.ref(), body.index(), value);
            inner.set(total, Code.add(total.ref(), value));
        });
        List<Expr> lowered = lowered(code, "raise", total.ref());
        code.loop("word", from, end, new Expr.Lanes(), body -> {
            Code inner = body.code();
            Expr at = inner.let("at", Code.add(BASE.ref(), mul(widen(body.index()), number(4L))));
            List<Expr> targets = targets(inner, body.index());
            List<Var> sums = new ArrayList<>();
            for (Expr sum : sums(targets, lowered)) {
                sums.add(inner.variable("y" + sums.size(), sum));
            }
            inner.loop("k", number(0), number(strips.fused()), number(TURN), turn -> step(turn, at, sums));
            for (int v = 0; v < targets.size(); v++) {
                inner.storeVector(Y.ref(), targets.get(v), sums.get(v).ref());
            }
        });
    }

    /// Adds one load of each of a turn's columns.
    private void step(Code.LoopBody turn, Expr at, List<Var> sums) {
        for (int k = 0; k < TURN; k++) {
            Expr column = Code.add(turn.index(), number(k));
            Expr factor = turn.code().let("x" + k, new Expr.Splat(element(FACTORS.ref(), column)));
            Expr start = Code.add(at, element(OFFSETS.ref(), column));
            List<Expr> loaded = strips.loadRaised(turn.code(), "w" + k, WEIGHTS.ref(), start);
            for (int v = 0; v < loaded.size(); v++) {
                Var sum = sums.get(v);
                turn.code().set(sum, new Expr.Fma(loaded.get(v), factor, sum.ref()));
            }
        }
    }

    private List<Expr> targets(Code code, Expr word) {
        return strips.targets(code, "o", word).stream()
                .map(target -> Code.add(TO.ref(), target))
                .toList();
    }

    /// The sums so far, less what the products of the group are raised by.
    private List<Expr> sums(List<Expr> targets, List<Expr> lowered) {
        List<Expr> sums = new ArrayList<>();
        for (Expr target : targets) {
            Expr sum = new Expr.LoadArray(Y.ref(), target);
            sums.add(lowered.isEmpty() ? sum : new Expr.AddVectors(sum, lowered.get(sums.size())));
        }
        return sums;
    }

    /// What the products of values whose sum is `total` are to be lowered by, negated, for each vector of a load;
    /// nothing where the format does not raise them.
    List<Expr> lowered(Code code, String name, Expr total) {
        List<Expr> lowered = new ArrayList<>();
        for (int v = 0; v < strips.vectors() && strips.raises(); v++) {
            int same = v;
            while (same > 0 && strips.raise(same - 1) != strips.raise(v)) {
                same--;
            }
            if (same > 0) {
                lowered.add(lowered.get(same - 1));
            } else {
                Expr off = arith(Expr.Arith.Op.MUL, new Expr.ConstFloat(-strips.raise(v)), total);
                lowered.add(code.let(name + v, new Expr.Splat(off)));
            }
        }
        return lowered;
    }
}
