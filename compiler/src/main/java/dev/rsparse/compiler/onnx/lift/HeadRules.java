package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Operators over heads: rotary embeddings and attention (ONNX RotaryEmbedding-23, Attention-23 and -24).
final class HeadRules {

    private static final Optional<String> DONE = Optional.empty();

    /// Relative, of scales.
    private static final float SAME = 1e-6f;

    private HeadRules() {}

    static Optional<String> rope(Step.Apply step, Lifting lifting) {
        Optional<Heads> heads =
                Heads.of(step.inputs().getFirst(), step.attributes().integer("num_heads", 0), lifting);
        if (heads.isEmpty() || step.attributes().integer("interleaved", 0) != 0) {
            return Optional.of("it turns other pairs than those of the halves of each head");
        }
        int size = heads.get().size();
        Optional<Angles> angles =
                lifting.sides().angles(step.inputs().get(1), step.inputs().get(2), input(step, 3));
        long told = step.attributes().integer("rotary_embedding_dim", 0);
        boolean fits = angles.filter(found -> 2 * found.frequencies().size() == (told == 0 ? size : told))
                .isPresent();
        Optional<RopeForm> form = angles.filter(_ -> fits).flatMap(found -> RopeForm.of(found, size));
        if (form.isEmpty()) {
            return Optional.of("its angles are not theta^(-2i/n) times the position, nor scaled as is known");
        }
        if (!lifting.configure(form.get().configuration())) {
            return Optional.of("its angles are scaled otherwise than those of others");
        }
        List<String> settings =
                List.of("head_dim = " + size, "theta = " + form.get().theta());
        Laid x = heads.get().rows();
        lifting.put(
                step.outputs().getFirst(), x.with(lifting.add(new LayerOperation("rope", List.of(x.row()), settings))));
        return DONE;
    }

    /// Rows that an operator takes for heads: those that have an axis before the tokens, or so many equal parts.
    ///
    /// @param count how many
    private record Heads(Laid rows, int count) {

        static Optional<Heads> of(Value value, long told, Lifting lifting) {
            return lifting.laid(value).flatMap(rows -> switch (rows.layout()) {
                case HEADS_FIRST -> Optional.of(new Heads(rows, rows.heads()));
                case ROWS ->
                    told > 0 && rows.width() % told == 0
                            ? Optional.of(new Heads(rows, Math.toIntExact(told)))
                            : Optional.empty();
                case HEADS_LAST -> Optional.empty();
            });
        }

        int size() {
            return rows.width() / count;
        }
    }

    private static Value input(Step.Apply step, int i) {
        return i < step.inputs().size() ? step.inputs().get(i) : Value.ABSENT;
    }

    static Optional<String> attention(Step.Apply step, Lifting lifting) {
        List<Heads> operands = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long told = step.attributes().integer(i == 0 ? "q_num_heads" : "kv_num_heads", 0);
            Heads.of(step.inputs().get(i), told, lifting).ifPresent(operands::add);
        }
        if (operands.size() < 3
                || operands.stream()
                                .map(each -> each.rows().layout())
                                .distinct()
                                .count()
                        > 1
                || IntStream.range(4, step.inputs().size())
                        .anyMatch(i -> input(step, i).isPresent())
                || step.outputs().stream().skip(1).anyMatch(Value::isPresent)) {
            return Optional.of("its queries, keys and values are not heads of rows");
        }
        Heads q = operands.getFirst();
        boolean alike = operands.stream().allMatch(each -> each.size() == q.size())
                && operands.get(1).count() == operands.get(2).count();
        if (!alike) {
            return Optional.of("keys, values and queries have heads of different widths");
        }
        return switch (sight(step, lifting)) {
            case Sight.Other(String reason) -> Optional.of(reason);
            case Sight.Past(int window) -> {
                Operand result = lifting.add(new LayerOperation(
                        LayerOperation.ATTENTION,
                        operands.stream().map(each -> each.rows().row()).toList(),
                        settings(step, q, operands.get(1).count(), window)));
                lifting.put(step.outputs().getFirst(), q.rows().with(result));
                yield DONE;
            }
        };
    }

    private static Sight sight(Step.Apply step, Lifting lifting) {
        Value mask = input(step, 3);
        boolean causal = step.attributes().integer("is_causal", 0) != 0;
        if (mask.isPresent()) {
            return lifting.sides().sight(mask, causal);
        }
        return causal ? new Sight.Past(0) : new Sight.Other("each token sees those behind it");
    }

    private static List<String> settings(Step.Apply step, Heads q, int kvHeads, int window) {
        List<String> settings = new ArrayList<>(List.of("heads = " + q.count(), "kv_heads = " + kvHeads));
        float standard = (float) (1 / Math.sqrt((double) q.size()));
        // An exporter that puts its root on queries and on keys rounds it twice.
        boolean differs = step.attributes().values().get("scale") instanceof Float scale
                && scale != 0
                && Math.abs(scale - standard) > SAME * standard;
        if (differs) {
            settings.add("scale = " + step.attributes().values().get("scale"));
        }
        settings.add("window = " + window);
        if (step.attributes().values().get("softcap") instanceof Float cap && cap > 0) {
            settings.add("softcap = " + cap);
        }
        return settings;
    }
}
