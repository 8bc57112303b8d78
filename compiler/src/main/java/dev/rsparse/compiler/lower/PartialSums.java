package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.element;
import static dev.rsparse.compiler.kernel.Code.mul;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.kernel.Var;
import java.util.List;

/// Vectors of partial sums on their way to numbers. They go through memory to a routine of their own: behind the
/// loops of a kernel that keeps eight sums or more, the additions of lanes exceed what C2 inlines into one method,
/// and a vector that is passed on instead is put on the heap, at ten times the cost.
final class PartialSums {

    /// The scratch array that kernels take for them, [dev.rsparse.runtime.Workspace#sums].
    static final Var ARRAY = Var.of("sums", Type.FLOATS);

    private PartialSums() {}

    /// Adds up the lanes of each of `vectors`; [#sum] then gives the results.
    static void add(Code code, List<Var> vectors) {
        store(code, vectors, number(0));
        addUp(code, vectors.size());
    }

    /// Keeps `vectors` as those numbered from `first` on.
    static void store(Code code, List<Var> vectors, Expr first) {
        for (int i = 0; i < vectors.size(); i++) {
            code.storeVector(
                    ARRAY.ref(),
                    mul(new Expr.Lanes(), Code.add(first, number(i))),
                    vectors.get(i).ref());
        }
    }

    /// Adds up the lanes of each of the first `count` vectors.
    static void addUp(Code code, int count) {
        code.invoke(new Expr.Call(Routines.SUM_LANES, List.of(ARRAY.ref(), number(count))));
    }

    /// The sum of the lanes of vector `i` of those added up last.
    static Expr sum(Expr i) {
        return element(ARRAY.ref(), i);
    }
}
