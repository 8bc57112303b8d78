package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.lift.Laid.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Operators over heads: rotary embeddings and attention (ONNX RotaryEmbedding-23, Attention-23 and -24).
final class HeadRules {

    private static final Optional<String> DONE = Optional.empty();

    /// Relative, of scales.
    private static final float SAME = 1e-6f;

    private HeadRules() {}

    static Optional<String> rope(Step.Apply step, Lifting lifting) {
        Laid x = lifting.laid(step.inputs().getFirst()).orElseThrow();
        boolean plain = x.layout() == Layout.HEADS_FIRST
                && step.attributes().integer("interleaved", 0) == 0
                && step.attributes().integer("rotary_embedding_dim", 0) == 0
                && step.inputs().size() == 3;
        if (!plain) {
            return Optional.of("it turns other pairs than those of the halves of each head, or only some");
        }
        Optional<Double> theta =
                lifting.sides().theta(step.inputs().get(1), step.inputs().get(2));
        if (theta.isEmpty()) {
            return Optional.of("its angles are not theta^(-2i/n) times the position");
        }
        List<String> settings = List.of("head_dim = " + x.width() / x.heads(), "theta = " + theta.get());
        Operand turned = lifting.add(new LayerOperation("rope", List.of(x.row()), settings));
        lifting.put(step.outputs().getFirst(), x.with(turned));
        return DONE;
    }

    static Optional<String> attention(Step.Apply step, Lifting lifting) {
        List<Laid> operands = new ArrayList<>();
        for (Value value : step.inputs().subList(0, 3)) {
            lifting.laid(value)
                    .filter(rows -> rows.layout() == Layout.HEADS_FIRST)
                    .ifPresent(operands::add);
        }
        if (operands.size() < 3
                || step.inputs().size() > 4
                || step.outputs().size() > 1 && step.outputs().get(1).isPresent()) {
            return Optional.of("its queries, keys and values are not heads of rows");
        }
        Laid q = operands.getFirst();
        boolean alike = operands.stream().allMatch(each -> each.width() * q.heads() == q.width() * each.heads())
                && operands.get(1).heads() == operands.get(2).heads();
        if (!alike) {
            return Optional.of("keys, values and queries have heads of different widths");
        }
        Optional<String> problem = maskProblem(step, lifting);
        if (problem.isPresent()) {
            return problem;
        }
        Operand result = lifting.add(new LayerOperation(
                LayerOperation.ATTENTION,
                operands.stream().map(Laid::row).toList(),
                settings(step, q, operands.get(1).heads())));
        lifting.put(step.outputs().getFirst(), q.with(result));
        return DONE;
    }

    private static Optional<String> maskProblem(Step.Apply step, Lifting lifting) {
        boolean isMasked = step.inputs().size() == 4 && step.inputs().get(3).isPresent();
        if (!isMasked) {
            return step.attributes().integer("is_causal", 0) != 0
                    ? DONE
                    : Optional.of("each token sees those behind it");
        }
        return lifting.sides().notCausal(step.inputs().get(3));
    }

    private static List<String> settings(Step.Apply step, Laid q, int kvHeads) {
        List<String> settings = new ArrayList<>(List.of("heads = " + q.heads(), "kv_heads = " + kvHeads));
        float standard = (float) (1 / Math.sqrt((double) q.width() / q.heads()));
        // An exporter that puts its root on queries and on keys rounds it twice.
        boolean differs = step.attributes().values().get("scale") instanceof Float scale
                && scale != 0
                && Math.abs(scale - standard) > SAME * standard;
        if (differs) {
            settings.add("scale = " + step.attributes().values().get("scale"));
        }
        if (step.attributes().values().get("softcap") instanceof Float cap && cap > 0) {
            settings.add("softcap = " + cap);
        }
        return settings;
    }
}
