package dev.rsparse.compiler.eval;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.runtime.StripLayout;
import java.util.Map;

/// Bytes of the weight file that one decoded token reads, and of the lists that thinning adds.
///
/// | what | bytes |
/// |---|---|
/// | a dense linear | all its weights, in the format they are packed in |
/// | a thinned linear | the columns (or rows) kept, and its low-rank factors in full |
/// | column norms, where scores are scaled by them | 4 for each channel, kept or not |
/// | the list of kept channels | 4 for each kept channel |
/// | a threshold | 4 |
/// | a norm's weight, if it has one | 4 for each element |
/// | an embedding | one row, in the format of linears |
///
/// Every use of a weight counts, one shared by embedding and head too. The padding of strips is not counted, since
/// it depends on the machine's vectors and not on the policy; neither are activations and the KV cache.
public final class BytesPerToken {

    /// Of a norm's element, a threshold, a channel's index.
    private static final int WORD = 4;

    private final StripLayout format;
    private final Map<String, Double> densities;

    private BytesPerToken(StripLayout format, Map<String, Double> densities) {
        this.format = format;
        this.densities = densities;
    }

    /// Bytes read per token of a scheduled graph, a mean where it thins.
    ///
    /// @param densities share of the channels kept, 0..1, of each thinned linear
    public static double of(Graph graph, StripLayout format, Map<String, Double> densities) {
        BytesPerToken count = new BytesPerToken(format, densities);
        return graph.nodes().stream().mapToDouble(count::of).sum();
    }

    private double of(Node node) {
        return switch (node) {
            case Node.Linear linear -> elements(linear.weight()) * format.bytes();
            case Node.SparseLowRankLinear linear -> thinned(linear.weight(), linear.thinning());
            case Node.GatedRowsLinear linear -> thinned(linear.weight(), linear.thinning());
            case Node.RmsNorm norm ->
                norm.scale().map(scale -> (double) WORD * scale.type().size(0)).orElse(0.0);
            case Node.Gather gather ->
                (double) format.bytes() * gather.table().type().size(1);
            case Node.Rope _, Node.Attention _, Node.Silu _, Node.SiluMul _, Node.Add _, Node.Mul _ -> 0;
        };
    }

    private double thinned(Weight weight, Thinning thinning) {
        int out = weight.type().size(0);
        int in = weight.type().size(1);
        int channels = switch (thinning.skip()) {
            case COLUMNS -> in;
            case ROWS -> out;
        };
        double density = densities.get(weight.path());
        double factors = (double) thinning.rank() * (in + out);
        double norms = thinning.scaled() ? channels : 0;
        return (density * elements(weight) + factors) * format.bytes() + (norms + density * channels + 1) * WORD;
    }

    private static double elements(Weight weight) {
        return (double) weight.type().size(0) * weight.type().size(1);
    }
}
