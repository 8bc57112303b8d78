package dev.rsparse.compiler.onnx.out;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.RopeAngles;
import dev.rsparse.compiler.onnx.OnnxType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Rotary position embedding. Cosines and sines are made of the positions when the model runs, once for all layers
/// that turn alike, so that no length is the longest. Angles are rounded to float first, as checkpoints are trained
/// with them.
final class Rotations {

    private final Draft draft;
    private final Sequences sequences;
    private final boolean fused;
    private final Map<Turn, Angles> known = new HashMap<>();

    /// How heads turn.
    private record Turn(int headDim, double theta, Optional<RopeAngles> angles) {

        static Turn of(Node.Rope rope) {
            return new Turn(rope.headDim(), rope.theta(), rope.angles());
        }

        /// Pairs of elements that turn; what lies behind them stays.
        int half() {
            return angles.map(own -> own.frequencies().size()).orElse(headDim / 2);
        }

        float magnitude() {
            return angles.map(RopeAngles::magnitude).orElse(1f);
        }

        float frequency(int pair) {
            return angles.map(own -> own.frequencies().get(pair)).orElseGet(() ->
                    (float) (1.0 / (float) Math.pow(theta, 2.0 * pair / headDim)));
        }
    }

    /// What elements are multiplied by, `[sequence, n]`.
    private record Angles(String cosines, String sines) {}

    /// @param fused whether there is one operator for it (RotaryEmbedding-23)
    Rotations(Draft draft, Sequences sequences, boolean fused) {
        this.draft = draft;
        this.sequences = sequences;
        this.fused = fused;
    }

    /// Turns `x [batch, heads, sequence, headDim]`.
    String of(String label, String x, Node.Rope rope) {
        Turn turn = Turn.of(rope);
        Angles angles = known.computeIfAbsent(turn, fused ? this::halves : this::whole);
        if (fused) {
            return draft.node(
                    label,
                    "RotaryEmbedding",
                    List.of(x, angles.cosines(), angles.sines(), sequences.places()),
                    Attributes.integer("rotary_embedding_dim", 2L * turn.half()));
        }
        String same = draft.node(label + "/same", "Mul", List.of(x, angles.cosines()));
        String swapped = draft.node(label + "/other", "Mul", List.of(swapped(label, x, turn), angles.sines()));
        return draft.node(label, "Add", List.of(same, swapped));
    }

    /// Both halves of what turns in the other's place.
    private String swapped(String label, String x, Turn turn) {
        int half = turn.half();
        int rest = turn.headDim() - 2 * half;
        List<String> parts = rest == 0
                ? draft.split(label + "/halves", x, half, half)
                : draft.split(label + "/halves", x, half, half, rest);
        List<String> order =
                rest == 0 ? List.of(parts.get(1), parts.get(0)) : List.of(parts.get(1), parts.get(0), parts.get(2));
        return draft.node(label + "/swapped", "Concat", order, Attributes.integer("axis", -1));
    }

    /// For all elements of a head: the sines of the first half are turned round, and those that stay do not turn.
    private Angles whole(Turn turn) {
        float[] frequencies = new float[turn.headDim()];
        float[] cosines = new float[turn.headDim()];
        float[] sines = new float[turn.headDim()];
        Arrays.fill(cosines, 1);
        for (int pair = 0; pair < turn.half(); pair++) {
            int other = pair + turn.half();
            frequencies[pair] = frequencies[other] = turn.frequency(pair);
            cosines[pair] = cosines[other] = turn.magnitude();
            sines[pair] = -turn.magnitude();
            sines[other] = turn.magnitude();
        }
        String angles = angles(frequencies);
        String cosine = draft.node("rope/cosines", "Cos", List.of(angles));
        String sine = draft.node("rope/sines", "Sin", List.of(angles));
        return new Angles(
                turn.magnitude() == 1 ? cosine : scaled(cosine, "magnitudes", cosines), scaled(sine, "signs", sines));
    }

    /// For the pairs of a head.
    private Angles halves(Turn turn) {
        float[] frequencies = new float[turn.half()];
        for (int pair = 0; pair < frequencies.length; pair++) {
            frequencies[pair] = turn.frequency(pair);
        }
        float[] magnitudes = new float[turn.half()];
        Arrays.fill(magnitudes, turn.magnitude());
        String angles = angles(frequencies);
        String cosine = draft.node("rope/cosines", "Cos", List.of(angles));
        String sine = draft.node("rope/sines", "Sin", List.of(angles));
        return turn.magnitude() == 1
                ? new Angles(cosine, sine)
                : new Angles(scaled(cosine, "magnitudes", magnitudes), scaled(sine, "magnitudes", magnitudes));
    }

    /// Positions times frequencies.
    private String angles(float[] frequencies) {
        String positions = sequences.once(
                "positions/f32",
                name -> draft.node(
                        name, "Cast", List.of(sequences.column()), Attributes.integer("to", OnnxType.F32.number())));
        return draft.node("rope/angles", "Mul", List.of(positions, draft.numbers("frequencies", frequencies)));
    }

    private String scaled(String x, String key, float[] factors) {
        return draft.node(x + "/scaled", "Mul", List.of(x, draft.numbers(key, factors)));
    }
}
