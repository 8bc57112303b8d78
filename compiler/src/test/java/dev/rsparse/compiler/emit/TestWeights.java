package dev.rsparse.compiler.emit;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.rewrite.Factors;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.io.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Random weights for any graph, written as a real checkpoint, and random low-rank factors. The same seed gives the
/// same numbers.
public final class TestWeights {

    private TestWeights() {}

    /// The weights a graph reads, each tensor once, in graph order.
    static List<Weight> of(Graph graph) {
        Map<String, Weight> weights = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            switch (node) {
                case Node.Gather gather -> weights.putIfAbsent(gather.table().tensor(), gather.table());
                case Node.RmsNorm norm -> norm.scale().ifPresent(scale -> weights.putIfAbsent(scale.tensor(), scale));
                case Node.Positions positions ->
                    weights.putIfAbsent(positions.table().tensor(), positions.table());
                case Node.LayerNorm norm -> {
                    weights.putIfAbsent(norm.scale().tensor(), norm.scale());
                    norm.bias().ifPresent(bias -> weights.putIfAbsent(bias.tensor(), bias));
                }
                case PictureNode picture ->
                    picture.weights().forEach(weight -> weights.putIfAbsent(weight.tensor(), weight));
                case Node.AddBias sum -> weights.putIfAbsent(sum.bias().tensor(), sum.bias());
                case Node.Linear linear -> weights.putIfAbsent(linear.weight().tensor(), linear.weight());
                case Node.SparseLowRankLinear linear ->
                    weights.putIfAbsent(linear.weight().tensor(), linear.weight());
                case Node.GatedRowsLinear linear -> {
                    weights.putIfAbsent(linear.weight().tensor(), linear.weight());
                    weights.putIfAbsent(linear.reader().tensor(), linear.reader());
                }
                case Node.Slice _,
                        Node.Pointwise _,
                        Node.Rope _,
                        Node.Attention _,
                        Node.Silu _,
                        Node.Softmax _,
                        Node.Input _,
                        Node.SiluMul _,
                        Node.Add _,
                        Node.Mul _ -> {}
            }
        }
        return new ArrayList<>(weights.values());
    }

    /// Writes the weights of `graph` to `folder` and opens them. Linears keep the variance of their input, norms
    /// scale by about one.
    ///
    /// @param stored F32, BF16 or F16
    public static Checkpoint write(Path folder, Graph graph, ElementType stored, long seed) {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (Weight weight : of(graph)) {
            List<Long> shape = new ArrayList<>();
            int count = 1;
            for (int axis = 0; axis < weight.type().rank(); axis++) {
                shape.add((long) weight.type().size(axis));
                count *= weight.type().size(axis);
            }
            // A tensor's numbers depend on no other tensor, so graphs that share a tensor share its numbers.
            float[] numbers = numbers(new Random(31 * seed + weight.tensor().hashCode()), shape, count);
            writer.add(weight.tensor(), stored, shape, SafetensorsWriter.Source.of(encode(numbers, stored)));
        }
        try {
            writer.write(folder.resolve("model.safetensors"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Checkpoint.open(folder);
    }

    private static float[] numbers(Random random, List<Long> shape, int count) {
        float[] numbers = new float[count];
        boolean scale = shape.size() == 1;
        double deviation = scale ? 0.1 : 1 / Math.sqrt(shape.getLast());
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) ((scale ? 1 : 0) + deviation * random.nextGaussian());
        }
        return numbers;
    }

    private static MemorySegment encode(float[] numbers, ElementType stored) {
        ByteBuffer bytes =
                ByteBuffer.allocate(numbers.length * stored.bits() / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            switch (stored) {
                case F32 -> bytes.putFloat(number);
                case F16 -> bytes.putShort(Float.floatToFloat16(number));
                case BF16 -> bytes.putShort((short) (Float.floatToIntBits(number) >> 16));
                default -> throw new IllegalArgumentException(stored.toString());
            }
        }
        return MemorySegment.ofArray(bytes.array());
    }

    /// Random factors of the thinned linears of `graph`: kernels must multiply what they are given, not a
    /// decomposition.
    public static FactorSource factors(Graph graph, long seed) {
        Map<String, Factors> factors = new LinkedHashMap<>();
        Random random = new Random(seed);
        for (Node node : graph.nodes()) {
            if (node instanceof Node.SparseLowRankLinear linear) {
                Weight weight = linear.weight();
                int rank = linear.thinning().rank();
                int out = weight.type().size(0);
                int in = weight.type().size(1);
                factors.computeIfAbsent(
                        weight.path(),
                        site -> new Factors(
                                site, rank, scaled(random, out * rank, rank), scaled(random, rank * in, in)));
            }
        }
        return (site, rank) -> factors.get(site).toRank(rank);
    }

    private static float[] scaled(Random random, int count, int terms) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (random.nextGaussian() / Math.sqrt(terms));
        }
        return numbers;
    }
}
