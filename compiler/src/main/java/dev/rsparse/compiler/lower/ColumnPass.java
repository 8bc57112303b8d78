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
import java.util.Optional;

/// One pass over a run of outputs: adds the scaled columns of one group, whose strips are walked side by side
/// while the sums of a step stay in registers.
///
/// The columns of a step are written out one after the other where their factors fit into registers beside
/// the sums. With eight sums, as of weights of 4 bits, they do not: straight-line code for eight columns then
/// runs at 12 of 30 GB/s, because C2 spills. So these are walked in a loop that loads factor and place of
/// each column anew, at 23 GB/s; four columns per turn are 3 % faster than two. They stand in small arrays:
/// strided elements of the lists themselves cost a fifth.
record ColumnPass(StripCode strips, Listing list) {

    /// What a list of columns holds.
    enum Listing {
        /// All columns in order. Entries `k*groups + g` make group `g`, and what their sums are raised by
        /// comes off with each group.
        ALL,
        /// Some columns, in an order in which neighbours lie far apart. Neighbours make a group, which is
        /// known by its first entry, and columns of zeros take off what sums are raised by: so the order of a
        /// sum does not depend on which columns there are.
        KEPT
    }

    static final Var WEIGHTS = Var.of("weights", Type.MEMORY);
    static final Var BASE = Var.of("base", Type.I64);
    static final Var STRIDE = Var.of("stride", Type.I64);
    static final Var CHANNELS = Var.of("channels", Type.INTS);
    static final Var VALUES = Var.of("values", Type.FLOATS);

    /// Of a list of all columns.
    static final Var GROUPS = Var.of("groups", Type.I32);

    static final Var Y = Var.of("y", Type.FLOATS);
    static final Var TO = Var.of("to", Type.I32);

    /// Scratch for the columns that are walked, [dev.rsparse.runtime.Workspace#offsets] and
    /// [dev.rsparse.runtime.Workspace#sums].
    private static final Var OFFSETS = Var.of("offsets", Type.LONGS);

    private static final Var FACTORS = Var.of("factors", Type.FLOATS);

    /// Columns per turn of the loop.
    private static final int TURN = 4;

    /// What a pass takes beside the list: the number of groups where that says which entries make one, and
    /// scratch arrays.
    List<Var> further() {
        List<Var> further = new ArrayList<>();
        if (list == Listing.ALL) {
            further.add(GROUPS);
        }
        if (strips.walksColumns()) {
            further.addAll(List.of(OFFSETS, FACTORS));
        }
        return further;
    }

    /// What to give it for that, with scratch of the member's own.
    List<Expr> further(Expr groups) {
        List<Expr> member = List.of(ProgramBuilder.WORKSPACE.ref(), Turns.MEMBER.ref());
        return further().stream()
                .<Expr>map(given -> {
                    if (given.equals(GROUPS)) {
                        return groups;
                    }
                    return new Expr.Call(given.equals(OFFSETS) ? Routines.OFFSETS : Routines.SUMS, member);
                })
                .toList();
    }

    /// Whether groups take off what their sums are raised by.
    boolean lowers() {
        return strips.raises() && list == Listing.ALL;
    }

    /// A function's name, which tells list and format.
    String name(String verb) {
        return verb + (list == Listing.KEPT ? "Kept" : "") + strips.suffix();
    }

    /// From one group to the next.
    int step() {
        return list == Listing.ALL ? 1 : strips.fused();
    }

    /// Of how many entries a group may have a multiple.
    int multiple() {
        return strips.walksColumns() && list == Listing.KEPT ? TURN : strips.fused();
    }

    /// Adds the columns of group `group` to the words `from..end` of `y`; there are entries up to `last`.
    void add(Code code, Expr group, Expr last, Expr from, Expr end) {
        if (strips.walksColumns()) {
            walk(code, group, count(code, group, last), from, end);
        } else {
            straight(code, group, from, end);
        }
    }

    private void straight(Code code, Expr group, Expr from, Expr end) {
        List<Expr> starts = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        List<Expr> factors = new ArrayList<>();
        for (int k = 0; k < strips.fused(); k++) {
            Expr entry = entry(group, number(k));
            Expr offset = mul(widen(element(CHANNELS.ref(), entry)), STRIDE.ref());
            starts.add(code.let("column" + k, Code.add(BASE.ref(), offset)));
            values.add(code.let("value" + k, element(VALUES.ref(), entry)));
            factors.add(code.let("x" + k, new Expr.Splat(values.getLast())));
        }
        List<Expr> lowered = lowers()
                ? lowered(code, "raise", values.stream().reduce(Code::add).orElseThrow())
                : List.of();
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

    /// Where in the list column `k` of a group stands.
    Expr entry(Expr group, Expr k) {
        return switch (list) {
            case ALL -> Code.add(mul(GROUPS.ref(), k), group);
            case KEPT -> Code.add(group, k);
        };
    }

    /// How many entries a group has, where they are `last` in all.
    Expr count(Code code, Expr group, Expr last) {
        Expr fused = number(strips.fused());
        return list == Listing.ALL
                ? fused
                : code.let("count", new Expr.Min(arith(Expr.Arith.Op.SUB, last, group), fused));
    }

    private void walk(Code code, Expr group, Expr count, Expr from, Expr end) {
        Optional<Var> total = lowers() ? Optional.of(code.variable("total", new Expr.ConstFloat(0))) : Optional.empty();
        code.loop("k", number(0), count, number(1), body -> {
            Code inner = body.code();
            Expr entry = inner.let("entry", entry(group, body.index()));
            Expr offset = mul(widen(element(CHANNELS.ref(), entry)), STRIDE.ref());
            inner.storeElement(OFFSETS.ref(), body.index(), offset);
            Expr value = inner.let("value", element(VALUES.ref(), entry));
            inner.storeElement(FACTORS.ref(), body.index(), value);
            total.ifPresent(sum -> inner.set(sum, Code.add(sum.ref(), value)));
        });
        List<Expr> lowered = total.map(sum -> lowered(code, "raise", sum.ref())).orElse(List.of());
        code.loop("word", from, end, new Expr.Lanes(), body -> {
            Code inner = body.code();
            Expr at = inner.let("at", Code.add(BASE.ref(), mul(widen(body.index()), number(4L))));
            List<Expr> targets = targets(inner, body.index());
            List<Var> sums = new ArrayList<>();
            for (Expr sum : sums(targets, lowered)) {
                sums.add(inner.variable("y" + sums.size(), sum));
            }
            inner.loop("k", number(0), count, number(TURN), turn -> step(turn, at, sums));
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

    /// What the products of values whose sum is `total` are to be lowered by, negated, for each vector of a load.
    List<Expr> lowered(Code code, String name, Expr total) {
        List<Expr> lowered = new ArrayList<>();
        for (int v = 0; v < strips.vectors(); v++) {
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
