package dev.rsparse.compiler.emit;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Value;
import java.util.Random;

/// Seeded random graphs with a residual stream, Llama-like and beyond: layers of attention, of gated linears and of
/// plain ones, one after the other or side by side, behind norms with and without a scale or none at all.
public final class ResidualGraphs {

    private static final int HEAD = 4;
    private static final int VOCABULARY = 19;

    private final Random random;
    private final GraphWriter graph = new GraphWriter(DType.F32);
    private final int width;
    private int weights;

    private ResidualGraphs(long seed) {
        this.random = new Random(seed);
        this.width = 8 * (1 + random.nextInt(4));
    }

    /// A graph of one to four layers; the same seed gives the same graph.
    public static Graph of(long seed) {
        return new ResidualGraphs(seed).build();
    }

    private Graph build() {
        Value x = graph.gather("embed", "embed", VOCABULARY, width);
        int layers = 1 + random.nextInt(4);
        for (int i = 0; i < layers; i++) {
            graph.in("layer[" + i + "]");
            x = layer(x);
        }
        graph.in("");
        Value last = norm(x);
        Value logits = switch (random.nextInt(3)) {
            case 0 -> graph.linear(last, "head", VOCABULARY);
            case 1 -> graph.linear(last, "head", "embed", VOCABULARY);
            default -> graph.linear(last, "embed", VOCABULARY);
        };
        return graph.graph("Residual", logits);
    }

    private Value layer(Value x) {
        if (random.nextBoolean()) {
            Value between = graph.add(x, term(norm(x)));
            return random.nextBoolean() ? graph.add(term(norm(between)), between) : between;
        }
        Value shared = norm(x);
        Value first = term(shared);
        Value second = term(random.nextBoolean() ? shared : norm(x));
        return graph.add(graph.add(first, second), x);
    }

    private Value norm(Value x) {
        return switch (random.nextInt(5)) {
            case 0 -> graph.normWithoutScale(x);
            case 1 -> x;
            default -> graph.norm(x, name("norm"), "scale" + weights);
        };
    }

    /// What is added to the stream.
    private Value term(Value h) {
        return switch (random.nextInt(3)) {
            case 0 -> linear(h, width);
            case 1 -> linear(graph.siluMul(linear(h, 20), linear(h, 20)), width);
            default -> {
                Value q = graph.rope(linear(h, 2 * HEAD), HEAD);
                Value k = graph.rope(linear(h, HEAD), HEAD);
                yield linear(graph.attention(q, k, linear(h, HEAD), 2, 1), width);
            }
        };
    }

    private Value linear(Value x, int out) {
        return graph.linear(x, name("w"), out);
    }

    private String name(String kind) {
        return kind + weights++;
    }
}
