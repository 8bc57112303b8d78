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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lays constant weights of few bits as products read them.
///
/// ```
/// MatMulNBits(a, b, s, z, g, bias)   ->   FusedMatMulNBits(a, words of b, scales of s, marks of z, bias, order of g)
/// ```
///
/// A weight that several products read is laid once. Refused where there are not as many numbers as attributes say:
/// the operator tells so when it runs. Numerics: EXACT.
final class LayFewBits {

    private static final int[] IN_ORDER = {};

    private final Draft draft;
    /// Weights by what products read of them, and their attributes.
    private final Map<List<Object>, Weight> laid = new HashMap<>();

    /// A weight as it is laid.
    private record Weight(Value words, Value scales, Value marks, Value order) {}

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
        Optional<Weight> weight = weight(step);
        Value a = FusedOperators.input(step, 0);
        Value bias = FusedOperators.input(step, 5);
        return weight.map(w -> FusedOperators.step(
                FusedOperators.FEW_BITS,
                step.attributes().values(),
                List.of(a, w.words, w.scales, w.marks, bias, w.order),
                step));
    }

    private Optional<Weight> weight(Step.Apply step) {
        List<Object> key = List.of(
                FusedOperators.input(step, 1),
                FusedOperators.input(step, 2),
                FusedOperators.input(step, 3),
                FusedOperators.input(step, 4),
                step.attributes().values());
        Optional<Weight> weight = Optional.ofNullable(laid.get(key)).or(() -> lay(step));
        weight.ifPresent(w -> laid.put(key, w));
        return weight;
    }

    private Optional<Weight> lay(Step.Apply step) {
        Value zeros = FusedOperators.input(step, 3);
        Value group = FusedOperators.input(step, 4);
        Optional<Tensor> b = draft.known(FusedOperators.input(step, 1)).filter(w -> w.type() == ElementType.U8);
        Optional<Tensor> s = draft.known(FusedOperators.input(step, 2));
        Optional<Tensor> z = draft.known(zeros);
        Optional<Tensor> g = draft.known(group);
        boolean known = b.isPresent()
                && s.isPresent()
                && zeros.isPresent() == z.isPresent()
                && group.isPresent() == g.isPresent();
        if (!known) {
            return Optional.empty();
        }
        return layout(step.attributes())
                .filter(layout -> b.get().count() == layout.givenBytes())
                .filter(layout -> s.get().count() == layout.givenScales())
                .filter(layout -> z.isEmpty() || z.get().count() == pointCount(layout, z.get()))
                .filter(layout -> g.isEmpty() || g.get().count() == layout.depth())
                .flatMap(layout -> order(layout, g).map(order -> lay(step, layout, b.get(), s.get(), z, order)));
    }

    /// Which row is at each place, where they are not in order; nothing when blocks have not as many as they must.
    private static Optional<int[]> order(NBitsLayout layout, Optional<Tensor> group) {
        if (group.isEmpty()) {
            return Optional.of(IN_ORDER);
        }
        int[] order = new int[layout.depth()];
        try {
            layout.order(group.get(), order);
            return Optional.of(order);
        } catch (IllegalArgumentException ignored) {
            return Optional.empty();
        }
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

    private Weight lay(Step.Apply step, NBitsLayout layout, Tensor b, Tensor s, Optional<Tensor> z, int[] order) {
        Tensor words = Tensor.of(ElementType.I32, layout.wordCount());
        layout.layWords(b.bytes(), order, words.ints());
        Tensor scales = Tensor.of(ElementType.F32, layout.scaleCount());
        layout.layScales(new Floats().of(s), scales.floats());
        Tensor marks = Tensor.of(ElementType.F32, layout.scaleCount());
        layout.layMarks(z.map(zeros -> points(layout, zeros)).orElse(NBitsLayout.MIDDLE), marks.floats());
        List<Value> inputs = step.inputs();
        return new Weight(
                draft.constant(inputs.get(1).name(), words),
                draft.constant(inputs.get(2).name(), scales),
                draft.constant(inputs.get(2).name(), marks),
                order.length == 0 ? Value.ABSENT : order(inputs.get(4), order));
    }

    private Value order(Value group, int[] order) {
        Tensor tensor = Tensor.of(ElementType.I32, order.length);
        System.arraycopy(order, 0, tensor.ints(), 0, order.length);
        return draft.constant(group.name(), tensor);
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
