package dev.rsparse.compiler.onnx.fuse;

import dev.rsparse.compiler.onnx.Domains;
import dev.rsparse.compiler.onnx.in.Attributes;
import dev.rsparse.compiler.onnx.in.OperatorDefinition;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.op.fused.ChannelsFirst;
import dev.rsparse.runtime.op.fused.ChannelsLast;
import dev.rsparse.runtime.op.fused.ChannelsLastConv;
import dev.rsparse.runtime.op.fused.ChannelsLastDepthwise;
import dev.rsparse.runtime.op.fused.ChannelsLastMaxPool;
import dev.rsparse.runtime.op.fused.ChannelsLastMean;
import dev.rsparse.runtime.op.fused.FusedMatMulNBits;
import dev.rsparse.runtime.op.fused.FusedProduct;
import dev.rsparse.runtime.op.fused.FusedSparseLinear;
import dev.rsparse.runtime.tensor.Operator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The operators of package `runtime.op.fused`. No model can name them: they are not in the table of operators.
final class FusedOperators {

    private static final String DOMAIN = Domains.OURS;

    static final OperatorDefinition CHANNELS_LAST = of(ChannelsLast.class);
    static final OperatorDefinition CHANNELS_FIRST = of(ChannelsFirst.class);
    static final OperatorDefinition CONV = of(ChannelsLastConv.class);
    static final OperatorDefinition DEPTHWISE = of(ChannelsLastDepthwise.class);
    static final OperatorDefinition MAX_POOL = of(ChannelsLastMaxPool.class);
    static final OperatorDefinition MEAN = of(ChannelsLastMean.class);
    static final OperatorDefinition PRODUCT = of(FusedProduct.class);
    static final OperatorDefinition FEW_BITS = of(FusedMatMulNBits.class);
    static final OperatorDefinition SPARSE_LINEAR = of(FusedSparseLinear.class);

    /// Those that take X, W, B and what is added, and do what [FinishProducts] tells them.
    static final Set<OperatorDefinition> FINISHING = Set.of(CONV, DEPTHWISE, PRODUCT, SPARSE_LINEAR);

    /// Those of them whose rows may have but one axis.
    static final Set<OperatorDefinition> LINEARS = Set.of(PRODUCT, SPARSE_LINEAR);

    /// Version of the operator set of steps without an activation, which alone asks for it.
    private static final int VERSION = 1;

    private FusedOperators() {}

    private static OperatorDefinition of(Class<? extends Operator> type) {
        return new OperatorDefinition(DOMAIN, type.getSimpleName(), type, 1, Set.of());
    }

    /// A step without attributes.
    static Step.Apply step(OperatorDefinition operator, Value input, Value output, String label) {
        return new Step.Apply(operator, new Attributes(VERSION, Map.of()), List.of(input), List.of(output), label);
    }

    /// A step that stands for a product or a convolution.
    static Step.Apply step(
            OperatorDefinition operator, Map<String, Object> attributes, List<Value> inputs, Step.Apply original) {
        return new Step.Apply(
                operator, new Attributes(VERSION, attributes), inputs, original.outputs(), original.label());
    }

    /// Attributes with some of another step's, as far as that has them.
    static Map<String, Object> some(Step.Apply step, List<String> names) {
        Map<String, Object> some = new TreeMap<>(step.attributes().values());
        some.keySet().retainAll(names);
        return some;
    }

    /// Whether a step applies ONNX's operator of that name.
    static boolean is(Step.Apply step, String name) {
        return step.operator().domain().isEmpty() && step.operator().name().equals(name);
    }

    /// Whether a step is the linear of ours that skips channels.
    static boolean isSparseLinear(Step.Apply step) {
        return step.operator().domain().equals(DOMAIN) && step.operator().name().equals("SparseLowRankLinear");
    }

    /// Input number `index`, [Value#ABSENT] where the node leaves it out.
    static Value input(Step.Apply step, int index) {
        return index < step.inputs().size() ? step.inputs().get(index) : Value.ABSENT;
    }
}
