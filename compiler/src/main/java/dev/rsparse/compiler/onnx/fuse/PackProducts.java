package dev.rsparse.compiler.onnx.fuse;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.op.fused.PanelLayout;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lays constant matrices as products read them.
///
/// ```
/// MatMul(x, w)              ->   FusedProduct(x, panels of w)
/// Gemm(x, w, b)             ->   FusedProduct(x, panels of w, b)      for alpha = beta = 1, no transA, b as long
///                                                                     as y is wide
/// ```
///
/// Refused where something else reads the matrix too: it would be there twice. Numerics: REORDERS_SUM, for sums begin
/// with the bias, and of few rows are not taken by lanes.
final class PackProducts {

    private final Draft draft;
    /// Reads of a matrix by products that would pack it alike.
    private final Map<Matrix, Integer> packing = new HashMap<>();
    private final Map<Value, Value> packed = new HashMap<>();

    private record Matrix(Value value, boolean turned) {}

    private PackProducts(TensorGraph graph) {
        this.draft = new Draft(graph);
    }

    static TensorGraph apply(TensorGraph graph) {
        return new PackProducts(graph).apply();
    }

    private TensorGraph apply() {
        draft.given().forEach(step -> matrix(step).ifPresent(matrix -> packing.merge(matrix, 1, Integer::sum)));
        for (Step step : draft.given()) {
            Optional<Matrix> matrix = matrix(step).filter(each -> packing.get(each) == draft.reads(each.value()));
            if (matrix.isPresent() && step instanceof Step.Apply apply) {
                draft.add(product(apply, matrix.get()));
            } else {
                draft.add(step);
            }
        }
        return draft.done();
    }

    /// The matrix that a product with it may be packed for.
    private Optional<Matrix> matrix(Step step) {
        if (!(step instanceof Step.Apply apply)
                || draft.known(FusedOperators.input(apply, 0)).isPresent()) {
            return Optional.empty();
        }
        boolean gemm = FusedOperators.is(apply, "Gemm");
        if (!gemm && !FusedOperators.is(apply, "MatMul")) {
            return Optional.empty();
        }
        Value value = FusedOperators.input(apply, 1);
        boolean turned = gemm && apply.attributes().integer("transB", 0) != 0;
        return draft.knownFloats(value)
                .filter(w -> w.rank() == 2 && w.count() > 0)
                .filter(w -> !gemm || isPlain(apply, w.dim(turned ? 0 : 1)))
                .map(w -> new Matrix(value, turned));
    }

    private boolean isPlain(Step.Apply gemm, int columns) {
        Value bias = FusedOperators.input(gemm, 2);
        boolean fits = !bias.isPresent()
                || draft.knownFloats(bias)
                        .filter(b -> b.count() == columns && b.rank() > 0 && b.dim(-1) == columns)
                        .isPresent();
        return fits
                && gemm.attributes().integer("transA", 0) == 0
                && gemm.attributes().values().getOrDefault("alpha", 1f).equals(1f)
                && gemm.attributes().values().getOrDefault("beta", 1f).equals(1f);
    }

    private Step product(Step.Apply apply, Matrix matrix) {
        Tensor w = draft.known(matrix.value()).orElseThrow();
        int depth = w.dim(matrix.turned() ? 1 : 0);
        int columns = w.dim(matrix.turned() ? 0 : 1);
        Value panels = packed.computeIfAbsent(matrix.value(), value -> {
            PanelLayout layout = new PanelLayout(depth, columns);
            float[] values = layout.pack(w.floats(), matrix.turned() ? 1 : columns, matrix.turned() ? depth : 1);
            return draft.constant(value.name(), Tensor.of(values, values.length));
        });
        return FusedOperators.step(
                FusedOperators.PRODUCT,
                Map.of("depth", (long) depth, "columns", (long) columns),
                List.of(FusedOperators.input(apply, 0), panels, FusedOperators.input(apply, 2)),
                apply);
    }
}
