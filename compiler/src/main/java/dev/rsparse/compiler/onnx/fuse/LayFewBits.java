package dev.rsparse.compiler.onnx.fuse;

import dev.rsparse.compiler.onnx.in.Attributes;
import dev.rsparse.compiler.onnx.in.OperatorDefinition;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.op.linear.Floats;
import dev.rsparse.runtime.op.linear.NBitsLayout;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/// Lays constant weights of few bits as products read them.
///
/// ```
/// MatMulNBits(a, b, s, z, , bias)   ->   FusedMatMulNBits(a, words of b, scales of s, marks of z, bias)
/// ```
///
/// Refused where columns have scales of other blocks, or there are not as many numbers as attributes say: the
/// operator tells so when it runs. Numerics: EXACT.
final class LayFewBits {

    private static final int[] IN_ORDER = {};

    private final Draft draft;

    private LayFewBits(TensorGraph graph) {
        this.draft = new Draft(graph);
    }

    static TensorGraph apply(TensorGraph graph) {
        return new LayFewBits(graph).apply();
    }

    private TensorGraph apply() {
        for (Step step : draft.given()) {
            draft.add(
                    step instanceof Step.Apply apply && isProduct(apply)
                            ? laid(apply).orElse(apply)
                            : step);
        }
        return draft.done();
    }

    private static boolean isProduct(Step.Apply step) {
        return step.operator().domain().equals(OperatorDefinition.MICROSOFT)
                && step.operator().name().equals("MatMulNBits");
    }

    private Optional<Step> laid(Step.Apply step) {
        Value zeros = FusedOperators.input(step, 3);
        Optional<Tensor> b = draft.known(FusedOperators.input(step, 1)).filter(w -> w.type() == ElementType.U8);
        Optional<Tensor> s = draft.known(FusedOperators.input(step, 2));
        Optional<Tensor> z = draft.known(zeros);
        boolean known = b.isPresent() && s.isPresent() && zeros.isPresent() == z.isPresent();
        if (!known || FusedOperators.input(step, 4).isPresent()) {
            return Optional.empty();
        }
        return layout(step.attributes())
                .filter(layout -> b.get().count() == layout.givenBytes())
                .filter(layout -> s.get().count() == layout.givenScales())
                .filter(layout -> z.isEmpty() || z.get().count() == pointCount(layout, z.get()))
                .map(layout -> laid(step, layout, b.get(), s.get(), z));
    }

    private static Optional<NBitsLayout> layout(Attributes attributes) {
        try {
            return Optional.of(new NBitsLayout(
                    (int) attributes.integer("K", 0),
                    (int) attributes.integer("N", 0),
                    (int) attributes.integer("bits", 4),
                    (int) attributes.integer("block_size", 0)));
        } catch (IllegalArgumentException ignored) {
            return Optional.empty();
        }
    }

    private static int pointCount(NBitsLayout layout, Tensor zeros) {
        return zeros.type() == ElementType.U8 ? layout.givenPointBytes() : layout.givenScales();
    }

    private Step laid(Step.Apply step, NBitsLayout layout, Tensor b, Tensor s, Optional<Tensor> z) {
        Tensor words = Tensor.of(ElementType.I32, layout.wordCount());
        layout.layWords(b.bytes(), IN_ORDER, words.ints());
        Tensor scales = Tensor.of(ElementType.F32, layout.scaleCount());
        layout.layScales(new Floats().of(s), scales.floats());
        Tensor marks = Tensor.of(ElementType.F32, layout.scaleCount());
        layout.layMarks(z.map(zeros -> points(layout, zeros)).orElse(NBitsLayout.MIDDLE), marks.floats());
        List<Value> inputs = step.inputs();
        return FusedOperators.step(
                FusedOperators.FEW_BITS,
                step.attributes().values(),
                List.of(
                        inputs.getFirst(),
                        draft.constant(inputs.get(1).name(), words),
                        draft.constant(inputs.get(2).name(), scales),
                        draft.constant(inputs.get(2).name(), marks),
                        FusedOperators.input(step, 5)),
                step);
    }

    private static float[] points(NBitsLayout layout, Tensor zeros) {
        if (zeros.type() != ElementType.U8) {
            return new Floats().of(zeros);
        }
        float[] points = new float[layout.givenScales()];
        layout.unpackPoints(zeros.bytes(), points);
        return points;
    }
}
