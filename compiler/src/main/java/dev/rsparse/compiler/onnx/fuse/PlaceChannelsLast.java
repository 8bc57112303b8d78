package dev.rsparse.compiler.onnx.fuse;

import dev.rsparse.compiler.onnx.in.Attributes;
import dev.rsparse.compiler.onnx.in.OperatorDefinition;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.op.pointwise.Activations;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Lets pictures have their channels last from one convolution to the next: vectors then run over channels, of which
/// there are many where planes are small.
///
/// ```
/// Conv(x, w, b)                ->   ChannelsFirst(ChannelsLastConv(ChannelsLast(x), panels of w, b))
/// f(ChannelsFirst(x))          ->   ChannelsFirst(f(x))         for functions of single numbers, Add, Sub, Mul, Div,
///                                                               GlobalAveragePool, MaxPool, Concat of channels
/// ChannelsLast(ChannelsFirst(x))  ->   x
/// ```
///
/// Convolutions have two spatial axes, constant weights of type f32, and one group or one for each channel; others
/// are left as they are. Numerics: REORDERS_SUM.
final class PlaceChannelsLast {

    private static final int AXES = 4;
    private static final String AXIS = "axis";

    private final Draft draft;
    private final ConvolutionWeights weights;
    /// The same pictures with channels last.
    private final Map<Value, Value> last = new HashMap<>();
    /// Values that so far are there with channels last alone.
    private final Set<Value> pending = new HashSet<>();

    private PlaceChannelsLast(TensorGraph graph) {
        this.draft = new Draft(graph);
        this.weights = new ConvolutionWeights(draft);
    }

    static TensorGraph apply(TensorGraph graph) {
        return new PlaceChannelsLast(graph).apply();
    }

    private TensorGraph apply() {
        for (Step step : draft.given()) {
            Optional<Step.Apply> turned = step instanceof Step.Apply apply ? turned(apply) : Optional.empty();
            if (turned.isPresent()) {
                draft.add(turned.get());
            } else {
                Draft.readBy(step).forEach(this::demand);
                draft.add(step);
            }
        }
        draft.results().forEach(this::demand);
        return draft.done();
    }

    /// Makes a value with channels first, where it is not there yet.
    private void demand(Value value) {
        if (pending.remove(value)) {
            draft.add(FusedOperators.step(FusedOperators.CHANNELS_FIRST, last.get(value), value, ""));
        }
    }

    /// The step with channels last, when it is one of those that can be.
    private Optional<Step.Apply> turned(Step.Apply step) {
        if (FusedOperators.is(step, "Conv")) {
            return weights.convolution(step)
                    .map(conv -> step(
                            conv.operator(), conv, channelsLast(conv.inputs().getFirst())));
        }
        if (step.outputs().size() != 1 || step.inputs().stream().noneMatch(pending::contains)) {
            return Optional.empty();
        }
        Value first = step.inputs().getFirst();
        if (isFunctionOfNumbers(step)) {
            return Optional.of(step(step.operator(), step, last.get(first)));
        }
        if (!step.operator().domain().isEmpty()) {
            return Optional.empty();
        }
        return switch (step.operator().name()) {
            case "GlobalAveragePool" -> Optional.of(step(FusedOperators.MEAN, step, last.get(first)));
            case "MaxPool" -> Optional.of(step(FusedOperators.MAX_POOL, step, last.get(first)));
            case "Concat" -> concatenation(step);
            case "Add", "Sub", "Mul", "Div" ->
                operands(step).map(inputs -> step(step.operator(), step.attributes(), inputs, step));
            default -> Optional.empty();
        };
    }

    /// A step like another, but for its operator and first input.
    private Step.Apply step(OperatorDefinition operator, Step.Apply like, Value first) {
        List<Value> inputs = new ArrayList<>(like.inputs());
        inputs.set(0, first);
        return step(operator, like.attributes(), inputs, like);
    }

    private Step.Apply step(
            OperatorDefinition operator, Attributes attributes, List<Value> inputs, Step.Apply original) {
        return new Step.Apply(operator, attributes, inputs, List.of(pending(original)), original.label());
    }

    /// Channels of several pictures behind each other, where all are there with channels last.
    private Optional<Step.Apply> concatenation(Step.Apply step) {
        long axis = step.attributes().integer(AXIS, 1);
        if (axis != 1 && axis != 1 - AXES || !last.keySet().containsAll(step.inputs())) {
            return Optional.empty();
        }
        Attributes along = new Attributes(step.attributes().version(), Map.of(AXIS, AXES - 1L));
        List<Value> inputs = step.inputs().stream().map(last::get).toList();
        return Optional.of(step(step.operator(), along, inputs, step));
    }

    private boolean isFunctionOfNumbers(Step.Apply step) {
        return Activations.NAMES.contains(step.operator().name())
                && pending.contains(step.inputs().getFirst())
                && step.inputs().stream().skip(1).noneMatch(pending::contains);
    }

    /// The output of a step with channels last, which stands for it until somebody asks for it otherwise.
    private Value pending(Step.Apply step) {
        Value output = step.outputs().getFirst();
        Value turned = draft.value(output.name());
        last.put(output, turned);
        pending.add(output);
        return turned;
    }

    private Value channelsLast(Value value) {
        return last.computeIfAbsent(value, first -> {
            Value turned = draft.value(first.name());
            draft.add(FusedOperators.step(FusedOperators.CHANNELS_LAST, first, turned, ""));
            return turned;
        });
    }

    /// The operands of a step with channels last, where all are: constants can be turned.
    private Optional<List<Value>> operands(Step.Apply step) {
        List<Value> operands = new ArrayList<>();
        for (Value operand : step.inputs()) {
            Optional<Tensor> known = draft.knownFloats(operand).filter(tensor -> tensor.rank() <= AXES);
            if (last.containsKey(operand)) {
                operands.add(last.get(operand));
            } else if (known.isPresent()) {
                operands.add(known.get().rank() == 0 ? operand : draft.constant(operand.name(), turned(known.get())));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(operands);
    }

    /// A constant as it is stretched over pictures, with channels last.
    private static Tensor turned(Tensor constant) {
        int[] dims = {1, 1, 1, 1};
        System.arraycopy(constant.dims(), 0, dims, AXES - constant.rank(), constant.rank());
        Tensor turned = Tensor.of(constant.type(), dims[0], dims[2], dims[3], dims[1]);
        int plane = dims[2] * dims[3];
        for (int i = 0; i < constant.count(); i++) {
            int picture = i / plane / dims[1];
            turned.setNumber((picture * plane + i % plane) * dims[1] + i / plane % dims[1], constant.number(i));
        }
        return turned;
    }
}
