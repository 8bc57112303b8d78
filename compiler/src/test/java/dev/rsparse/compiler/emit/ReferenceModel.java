package dev.rsparse.compiler.emit;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.RopeAngles;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.rewrite.Factors;
import dev.rsparse.compiler.weights.ColumnNorms;
import dev.rsparse.compiler.weights.NormProducts;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.scalar.ScalarMath;
import dev.rsparse.runtime.scalar.ScalarOps;
import dev.rsparse.runtime.scalar.ScalarPictures;
import dev.rsparse.runtime.scalar.ScalarRounding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Evaluates a graph token by token and node by node with the scalar twins: what emitted code must agree with.
/// Knows no buffers, no schedule and no packed weights.
public final class ReferenceModel {

    private final Graph graph;
    private final WeightSource weights;
    private final FactorSource factors;
    private final StripLayout format;
    private final Map<String, float[]> stored = new HashMap<>();
    private final Map<String, float[]> packed = new HashMap<>();
    private final Map<String, float[]> norms = new HashMap<>();
    private final Map<Node, List<float[]>> keys = new HashMap<>();
    private final Map<Node, List<float[]>> values = new HashMap<>();
    private final Map<String, Long> kept = new TreeMap<>();
    private final Map<Value, float[]> token = new HashMap<>();
    private float[] row = {};
    private double margin = Double.POSITIVE_INFINITY;
    private int position;

    /// @param format what linears, embeddings and factors are rounded to when they are packed
    public ReferenceModel(Graph graph, WeightSource weights, FactorSource factors, StripLayout format) {
        this.graph = graph;
        this.weights = weights;
        this.factors = factors;
        this.format = format;
    }

    /// Multiplies by these matrices, by tensor, in place of rounded ones; norms stay those of the checkpoint.
    ReferenceModel with(Map<String, float[]> tensors) {
        packed.putAll(tensors);
        return this;
    }

    /// Reads one token and gives the logits after it.
    ///
    /// @param thin whether thinned linears run thinned
    public float[] next(int id, boolean thin) {
        token.clear();
        for (Node node : graph.nodes()) {
            token.put(node.output(), evaluate(node, id, thin));
        }
        position++;
        return token.get(graph.outputs().getFirst().value());
    }

    /// Runs one row of numbers, of a graph that reads them.
    public float[] run(float[] numbers) {
        row = numbers;
        return next(0, false);
    }

    /// Reads a prompt and gives the logits after each token.
    public float[][] read(int[] ids, boolean thin) {
        float[][] logits = new float[ids.length][];
        for (int i = 0; i < ids.length; i++) {
            logits[i] = next(ids[i], thin);
        }
        return logits;
    }

    /// Channels kept so far, summed over thinned tokens, by site.
    public Map<String, Long> kept() {
        return kept;
    }

    /// How near a score came to its threshold, as a share of the threshold. Masks can be compared exactly only
    /// where this is well above rounding.
    public double margin() {
        return margin;
    }

    private float[] evaluate(Node node, int id, boolean thin) {
        return switch (node) {
            case Node.Gather gather -> {
                int width = gather.output().type().size(-1);
                yield Arrays.copyOfRange(packed(gather.table()), id * width, (id + 1) * width);
            }
            case Node.RmsNorm norm -> {
                float[] scale =
                        norm.scale().map(this::stored).orElse(new float[0]).clone();
                for (int i = 0; i < scale.length; i++) {
                    scale[i] += norm.offset();
                }
                yield ScalarOps.rmsNorm(token.get(norm.x()), scale, norm.epsilon(), norm.heads());
            }
            case Node.Positions positions -> {
                int width = positions.output().type().size(-1);
                int row = position + positions.offset();
                yield Arrays.copyOfRange(packed(positions.table()), row * width, (row + 1) * width);
            }
            case Node.LayerNorm norm ->
                ScalarOps.layerNorm(
                        token.get(norm.x()),
                        stored(norm.scale()),
                        norm.bias().map(this::stored).orElse(new float[0]),
                        norm.epsilon());
            case Node.AddBias sum -> ScalarOps.add(token.get(sum.x()), stored(sum.bias()));
            case Node.Slice slice ->
                Arrays.copyOfRange(
                        token.get(slice.x()),
                        slice.from(),
                        slice.from() + slice.output().type().size(-1));
            case Node.Pointwise pointwise -> pointwise(pointwise);
            case PictureNode picture -> picture(picture);
            case Node.Input input -> row.clone();
            case Node.Softmax softmax -> ScalarOps.softmax(token.get(softmax.x()));
            case Node.Linear linear -> dense(linear.weight(), linear.x());
            case Node.SparseLowRankLinear linear -> thin ? thinned(linear) : dense(linear.weight(), linear.x());
            case Node.GatedRowsLinear linear -> thin ? gatedRows(linear) : gatedDense(linear);
            case Node.Rope rope -> rope(rope);
            case Node.Attention attention -> attention(attention);
            case Node.Silu silu -> ScalarOps.silu(token.get(silu.x()));
            case Node.SiluMul product ->
                ScalarOps.mul(ScalarOps.silu(token.get(product.gate())), token.get(product.up()));
            case Node.Add sum -> ScalarOps.add(token.get(sum.left()), token.get(sum.right()));
            case Node.Mul product -> ScalarOps.mul(token.get(product.left()), token.get(product.right()));
        };
    }

    private float[] picture(PictureNode node) {
        float[] x = token.get(node.x());
        PictureNode.Extents given = PictureNode.Extents.of(node.x().type());
        ScalarPictures.Extents picture = new ScalarPictures.Extents(given.channels(), given.height(), given.width());
        List<float[]> read = node.weights().stream().map(this::stored).toList();
        return switch (node) {
            case PictureNode.Conv conv ->
                ScalarPictures.conv(
                        x,
                        picture,
                        read.getFirst(),
                        conv.bias().isPresent() ? read.getLast() : new float[0],
                        conv.weight().type().size(0),
                        window(conv.window()),
                        conv.groups());
            case PictureNode.Pool pool ->
                ScalarPictures.pool(
                        x,
                        picture,
                        window(pool.window()),
                        pool.kind() == PictureNode.Pool.Kind.MAX,
                        pool.countPadding());
            case PictureNode.BatchNorm norm ->
                ScalarPictures.batchNorm(x, read.get(0), read.get(1), read.get(2), read.get(3), norm.epsilon());
            case PictureNode.Flatten _ -> x;
        };
    }

    private static ScalarPictures.Window window(PictureNode.Window window) {
        return new ScalarPictures.Window(side(window.down()), side(window.right()));
    }

    private static ScalarPictures.Side side(PictureNode.Side side) {
        return new ScalarPictures.Side(side.covered(), side.stride(), side.padding(), side.dilation());
    }

    private float[] rope(Node.Rope rope) {
        float[] x = token.get(rope.x());
        if (rope.angles().isEmpty()) {
            return ScalarOps.rope(x, position, rope.headDim(), rope.theta());
        }
        RopeAngles angles = rope.angles().get();
        float[] frequencies = new float[angles.frequencies().size()];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = angles.frequencies().get(i);
        }
        return ScalarOps.rope(x, position, rope.headDim(), frequencies, angles.magnitude());
    }

    private float[] pointwise(Node.Pointwise node) {
        float[] out = token.get(node.x()).clone();
        for (int i = 0; i < out.length; i++) {
            double x = out[i];
            out[i] = (float)
                    switch (node.function()) {
                        case RELU -> Math.max(x, 0);
                        case GELU -> ScalarMath.gelu(out[i]);
                        case GELU_TANH -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
                        case TANH -> Math.tanh(x);
                        case SIGMOID -> 1 / (1 + Math.exp(-x));
                        case SOFTCAP -> node.number() * Math.tanh(x / node.number());
                        case SCALE -> node.number() * x;
                        case ROUND_BF16 -> ScalarRounding.bf16(out[i]);
                        case ROUND_F16 -> ScalarRounding.f16(out[i]);
                        case TRUNCATE -> ScalarRounding.i32(out[i]);
                    };
        }
        return out;
    }

    private float[] dense(Weight weight, Value x) {
        return ScalarOps.linear(packed(weight), token.get(x), weight.type().size(0));
    }

    private float[] thinned(Node.SparseLowRankLinear linear) {
        Thinning thinning = linear.thinning();
        Weight weight = linear.weight();
        float[] x = token.get(linear.x());
        float[] scales = thinning.scaled()
                ? norms.computeIfAbsent(
                        linear.scored().toString(),
                        _ -> ColumnNorms.of(
                                weights,
                                linear.scored().stream().map(Weight::tensor).toList(),
                                thinning.gamma()))
                : new float[0];
        count(weight.path(), x, thinning.threshold(), scales);
        Factors product = thinning.rank() > 0
                ? factors.factors(weight.path(), thinning.rank())
                : new Factors(weight.path(), 0, new float[0], new float[0]);
        return ScalarOps.sparseLowRankLinear(
                packed(weight),
                x,
                weight.type().size(0),
                thinning.threshold(),
                scales,
                rounded(product.u()),
                rounded(product.v()));
    }

    private float[] gatedDense(Node.GatedRowsLinear linear) {
        return ScalarOps.mul(ScalarOps.silu(token.get(linear.gate())), dense(linear.weight(), linear.x()));
    }

    private float[] gatedRows(Node.GatedRowsLinear linear) {
        Thinning thinning = linear.thinning();
        String up = linear.weight().tensor();
        float[] gate = token.get(linear.gate());
        float[] scales = thinning.scaled()
                ? norms.computeIfAbsent(
                        up,
                        _ -> NormProducts.of(
                                weights,
                                linear.weight().path(),
                                up,
                                linear.reader().tensor(),
                                thinning.gamma()))
                : new float[0];
        count(linear.weight().path(), ScalarOps.silu(gate), thinning.threshold(), scales);
        return ScalarOps.gatedRowsLinear(
                packed(linear.weight()), token.get(linear.x()), gate, thinning.threshold(), scales);
    }

    private void count(String site, float[] x, float threshold, float[] scales) {
        long channels = 0;
        for (boolean keeps : ScalarOps.kept(x, threshold, scales)) {
            channels += keeps ? 1 : 0;
        }
        kept.merge(site, channels, Long::sum);
        for (int j = 0; j < x.length; j++) {
            double score = Math.abs(x[j]) * (scales.length == 0 ? 1.0 : scales[j]);
            margin = Math.min(margin, Math.abs(score - threshold) / threshold);
        }
    }

    private float[] attention(Node.Attention attention) {
        List<float[]> pastKeys = keys.computeIfAbsent(attention, _ -> new ArrayList<>());
        List<float[]> pastValues = values.computeIfAbsent(attention, _ -> new ArrayList<>());
        pastKeys.add(token.get(attention.k()));
        pastValues.add(token.get(attention.v()));
        return ScalarOps.attention(
                token.get(attention.q()),
                pastKeys.toArray(float[][]::new),
                pastValues.toArray(float[][]::new),
                position + 1,
                attention.heads(),
                attention.kvHeads(),
                attention.scoring().scale(),
                attention.scoring().window(),
                attention.scoring().cap());
    }

    /// A weight as the checkpoint holds it.
    private float[] stored(Weight weight) {
        return stored.computeIfAbsent(weight.tensor(), tensor -> {
            int count = weight.type().count();
            float[] numbers = new float[count];
            weights.read(tensor, 0, numbers, 0, count);
            return numbers;
        });
    }

    /// A weight in the precision it is packed in.
    float[] packed(Weight weight) {
        return packed.computeIfAbsent(weight.tensor(), _ -> rounded(stored(weight)));
    }

    private float[] rounded(float[] numbers) {
        float[] rounded = numbers.clone();
        for (int i = 0; i < rounded.length && format == StripLayout.BF16; i++) {
            int bits = Float.floatToIntBits(rounded[i]);
            int half = 0x7FFF + (bits >>> 16 & 1);
            rounded[i] = Float.intBitsToFloat(bits + half & 0xFFFF0000);
        }
        return rounded;
    }
}
