package dev.rsparse.compiler.onnx.fuse;

import dev.rsparse.compiler.onnx.in.OperatorDefinition;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.op.fused.PanelLayout;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Weights of convolutions as those over pictures with channels last read them.
final class ConvolutionWeights {

    private static final List<String> WINDOW = List.of("strides", "pads", "dilations", "auto_pad");
    private static final String KERNEL_SHAPE = "kernel_shape";
    private static final int AXES = 4;

    private final Draft draft;
    private final Map<Laid, Value> laid = new HashMap<>();

    private record Laid(Value weights, OperatorDefinition operator) {}

    ConvolutionWeights(Draft draft) {
        this.draft = draft;
    }

    /// The convolution that stands for an ONNX Conv, but for the places of its channels.
    Optional<Step.Apply> convolution(Step.Apply conv) {
        Optional<Tensor> known = draft.knownFloats(conv.inputs().get(1)).filter(w -> w.rank() == AXES && w.count() > 0);
        if (known.isEmpty() || draft.known(conv.inputs().getFirst()).isPresent()) {
            return Optional.empty();
        }
        Tensor w = known.get();
        long groups = conv.attributes().integer("group", 1);
        Map<String, Object> attributes = new TreeMap<>(FusedOperators.some(conv, WINDOW));
        attributes.put(KERNEL_SHAPE, new long[] {w.dim(2), w.dim(3)});
        if (groups > 1 && w.dim(1) == 1 && w.dim(0) == groups) {
            return Optional.of(step(conv, FusedOperators.DEPTHWISE, attributes));
        }
        if (groups != 1) {
            return Optional.empty();
        }
        attributes.put("depth", (long) w.dim(1));
        attributes.put("columns", (long) w.dim(0));
        return Optional.of(step(conv, FusedOperators.CONV, attributes));
    }

    private Step.Apply step(Step.Apply conv, OperatorDefinition operator, Map<String, Object> attributes) {
        Value given = conv.inputs().get(1);
        Value weights = laid.computeIfAbsent(new Laid(given, operator), _ -> {
            Tensor w = draft.known(given).orElseThrow();
            boolean depthwise = operator.equals(FusedOperators.DEPTHWISE);
            return draft.constant(given.name(), depthwise ? placesFirst(w) : panels(w));
        });
        List<Value> inputs = List.of(conv.inputs().getFirst(), weights, FusedOperators.input(conv, 2));
        return FusedOperators.step(operator, attributes, inputs, conv);
    }

    /// Weights `[M,1,kH,kW]` as `[kH,kW,M]`.
    private static Tensor placesFirst(Tensor w) {
        Tensor turned = Tensor.of(w.type(), w.dim(2), w.dim(3), w.dim(0));
        System.arraycopy(rows(w), 0, turned.floats(), 0, w.count());
        return turned;
    }

    /// Weights `[M,C,kH,kW]` as panels of a matrix with a row for each line, place and channel of the window.
    private static Tensor panels(Tensor w) {
        PanelLayout layout = new PanelLayout(w.count() / w.dim(0), w.dim(0));
        float[] packed = layout.pack(rows(w), w.dim(0), 1);
        return Tensor.of(packed, packed.length);
    }

    /// The matrix of weights `[M,C,kH,kW]`: rows for line, place and channel, columns for `M`.
    private static float[] rows(Tensor w) {
        int out = w.dim(0);
        int channels = w.dim(1);
        int taps = w.dim(2) * w.dim(3);
        float[] rows = new float[w.count()];
        for (int i = 0; i < rows.length; i++) {
            int row = i % taps * channels + i / taps % channels;
            rows[row * out + i / taps / channels] = w.floats()[i];
        }
        return rows;
    }
}
