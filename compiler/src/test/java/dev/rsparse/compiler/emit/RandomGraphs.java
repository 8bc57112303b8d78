package dev.rsparse.compiler.emit;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Seeded random graphs of elementwise operations, norms and linears in which any earlier value may be read again,
/// by neighbours and across scopes: what buffers are reused by is different in each.
public final class RandomGraphs {

    private static final int[] WIDTHS = {24, 40};

    private final Random random;
    private final GraphWriter graph = new GraphWriter(DType.F32);
    private final List<Value> values = new ArrayList<>();
    private int weights;

    private RandomGraphs(long seed) {
        this.random = new Random(seed);
    }

    /// A graph of about `operations` nodes; the same seed gives the same graph. Some values have no reader.
    public static Graph of(long seed, int operations) {
        return new RandomGraphs(seed).build(operations);
    }

    private Graph build(int operations) {
        for (int width : WIDTHS) {
            values.add(graph.gather("table" + width, "table" + width, 16, width));
        }
        for (int i = 0; i < operations; i++) {
            graph.in(i < operations / 3 || i > operations * 5 / 6 ? "" : "part[" + 3 * i / operations + "]");
            values.add(operation());
        }
        Value last = graph.norm(values.getLast(), "norm", "norm");
        return graph.graph("Random", graph.linear(last, "head", 33));
    }

    private Value operation() {
        Value x = any();
        return switch (random.nextInt(8)) {
            case 0 -> graph.add(x, like(x));
            case 1 -> graph.mul(x, like(x));
            case 2 -> graph.silu(x);
            // A silu that a product may swallow, on either side and with or without other readers.
            case 3 -> product(graph.silu(x), like(x));
            case 4 ->
                random.nextInt(4) == 0
                        ? graph.normWithoutScale(x)
                        : graph.norm(x, name("norm"), "scale" + x.type().size(-1));
            case 5 -> gated(x);
            default -> graph.linear(x, name("w"), WIDTHS[random.nextInt(WIDTHS.length)]);
        };
    }

    private Value product(Value silu, Value other) {
        if (random.nextInt(3) == 0) {
            values.add(silu);
        }
        return random.nextInt(4) == 0 ? graph.mul(other, silu) : graph.mul(silu, other);
    }

    /// A linear that a gate multiplies and another linear reads; whether others read it too is left to chance.
    private Value gated(Value x) {
        Value gate = any();
        Value up = graph.linear(x, name("up"), gate.type().size(-1));
        Value silu = graph.silu(gate);
        Value product = random.nextBoolean() ? graph.mul(silu, up) : graph.mul(up, silu);
        if (random.nextInt(3) == 0) {
            values.add(random.nextBoolean() ? up : product);
        }
        return graph.linear(product, name("down"), x.type().size(-1));
    }

    private String name(String kind) {
        return kind + weights++;
    }

    /// Recent values are likelier, so that chains grow.
    private Value any() {
        int back = Math.min(random.nextInt(values.size()), random.nextInt(values.size()));
        return values.get(values.size() - 1 - back);
    }

    private Value like(Value x) {
        List<Value> same =
                values.stream().filter(value -> value.type().equals(x.type())).toList();
        return same.get(random.nextInt(same.size()));
    }
}
