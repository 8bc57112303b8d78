package dev.rsparse.compiler.lower;

import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.kernel.Var;
import java.util.List;
import java.util.Optional;

/// Statements for a team of threads that all run the same method: turns of the first member alone, turns in which
/// each does its share, and turns in which each works on its own rows of a batch. Where one kind follows another all
/// meet at a barrier, so each sees what the others wrote.
///
/// A method may leave a turn of the first member open at its end; it is closed by the barrier before the next
/// shared one, in whichever method that is.
final class Turns {

    /// Which of the team's threads runs, from 0.
    static final Var MEMBER = Var.of("member", Type.I32);

    private enum Kind {
        SHARED,
        ROWS
    }

    private final Code code;
    private Code alone;
    private Optional<Kind> open = Optional.empty();

    Turns(Code code) {
        this.code = code;
    }

    /// Where to write what the first member does alone.
    Code alone() {
        if (alone == null) {
            meetAfterSharing();
            alone = new Code();
        }
        return alone;
    }

    /// Where to write what all do, each its share; what one of these turns writes no other may read.
    Code shared() {
        return together(Kind.SHARED);
    }

    /// Where to write what each does to its own rows, the same in every such turn; what one of these turns writes
    /// to a row, the next may read there.
    Code rows() {
        return together(Kind.ROWS);
    }

    private Code together(Kind kind) {
        closeAlone();
        if (!open.equals(Optional.of(kind))) {
            barrier();
            open = Optional.of(kind);
        }
        return code;
    }

    /// Ends a turn that all take part in, so that another may read what it wrote.
    void meet() {
        closeAlone();
        meetAfterSharing();
    }

    /// Where to write calls and choices that take turns of their own.
    Code nested() {
        meet();
        return code;
    }

    /// Threads of the team.
    static Expr members() {
        return new Expr.Call(Routines.MEMBERS, List.of(ProgramBuilder.WORKSPACE.ref()));
    }

    /// Where the member's share of `count` things begins; the next member's beginning is its end.
    static Expr shareStart(Expr count) {
        return Code.arith(Expr.Arith.Op.DIV, Code.mul(count, MEMBER.ref()), members());
    }

    /// Where the member's share of `count` things ends.
    static Expr shareEnd(Expr count) {
        Expr next = Code.add(MEMBER.ref(), Code.number(1));
        return Code.arith(Expr.Arith.Op.DIV, Code.mul(count, next), members());
    }

    private void closeAlone() {
        if (alone != null) {
            Code turn = alone;
            alone = null;
            code.choose(new Expr.IsZero(MEMBER.ref()), first -> first.append(turn), _ -> {});
        }
    }

    private void meetAfterSharing() {
        if (open.isPresent()) {
            barrier();
            open = Optional.empty();
        }
    }

    private void barrier() {
        code.invoke(new Expr.Call(Routines.BARRIER, List.of(ProgramBuilder.WORKSPACE.ref(), MEMBER.ref())));
    }
}
