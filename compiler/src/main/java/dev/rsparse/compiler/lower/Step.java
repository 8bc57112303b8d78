package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.kernel.Callee;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import java.util.List;
import java.util.Optional;

/// What the statements of one method share.
///
/// @param rows the tokens, from `ids[from]` on
/// @param batch the same as a batch; absent for one token, with which the first member alone deals
record Step(Turns turns, Expr ids, Expr from, Expr rows, Expr position, Optional<LinearLowering.Batch> batch) {

    Code code() {
        return turns.alone();
    }

    /// Where to write what is done to rows `first..last`.
    Code own() {
        return batch.isPresent() ? turns.rows() : turns.alone();
    }

    Expr first() {
        return batch.map(LinearLowering.Batch::first).orElse(number(0));
    }

    Expr last() {
        return batch.map(LinearLowering.Batch::last).orElse(number(1));
    }

    void call(Callee callee, Expr... arguments) {
        own().invoke(new Expr.Call(callee, List.of(arguments)));
    }
}
