package dev.rsparse.compiler.eval;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.schedule.Product;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.runtime.StripLayout;
import java.util.Map;

/// Bytes of the weight file that one decoded token reads, and of the lists that thinning adds.
///
/// | what | bytes |
/// |---|---|
/// | a dense linear | all its weights, in the format they are packed in |
/// | a thinned linear | the columns (or rows) kept, or all if the schedule reads all; its factors in full |
/// | column norms, where scores are scaled by them | 4 for each channel, kept or not |
/// | the list of kept channels | 4 for each kept channel |
/// | a threshold | 4 |
/// | a norm's weight, if it has one, and a bias | 4 for each element |
/// | an embedding, of ids or of positions | one row, in its format |
/// | scales, in a format that has them | 4 for each column of a product, kept or not, and for each row |
/// | scales of places, in a format that has them | 4 for each output of columns and each input of rows |
///
/// Every use of a weight counts, one shared by embedding and head too. The padding of strips is not counted, since
/// it depends on the machine's vectors and not on the policy; neither are activations and the KV cache.
public final class BytesPerToken {

    /// Of a norm's element, a threshold, a channel's index.
    private static final int WORD = 4;

    private final Map<String, Double> densities;
    private final Schedule schedule;

    private BytesPerToken(Schedule schedule, Map<String, Double> densities) {
        this.schedule = schedule;
        this.densities = densities;
    }

    /// Bytes read per token of a scheduled graph, a mean where it thins.
    ///
    /// @param densities share of the channels kept, 0..1, of each thinned linear
    public static double of(Schedule schedule, Map<String, Double> densities) {
        BytesPerToken count = new BytesPerToken(schedule, densities);
        double weights =
                schedule.graph().nodes().stream().mapToDouble(count::of).sum();
        return weights + WORD * (count.strips() + count.places());
    }

    private StripLayout format(Weight weight) {
        return schedule.layout().formats().of(weight);
    }

    private StripLayout format(Product product) {
        return format(product.weights().getFirst());
    }

    /// That of a linear which the table is tied to, or its own.
    private StripLayout tableFormat(Weight table) {
        return schedule.layout()
                .tied(table)
                .map(WeightLayout.Place::entry)
                .orElseGet(() -> schedule.layout().table(table))
                .layout();
    }

    /// Linears of one product share the scales of its columns.
    private double strips() {
        double strips = 0;
        for (Product product : schedule.products()) {
            if (format(product).scaled()) {
                strips += product.in();
                for (Node linear : product.linears()) {
                    // A column of U and a row of V each.
                    strips += 2.0 * Product.rank(linear);
                }
            }
        }
        for (Node node : schedule.graph().nodes()) {
            if (node instanceof Node.GatedRowsLinear gated
                    && format(gated.weight()).scaled()) {
                strips += gated.weight().type().size(0);
            } else if (node instanceof Node.Gather gather
                    && tableFormat(gather.table()).scaled()) {
                boolean tied = schedule.layout().tied(gather.table()).isPresent();
                strips += tied ? gather.table().type().size(1) : 1;
            } else if (node instanceof Node.Positions positions
                    && tableFormat(positions.table()).scaled()) {
                strips++;
            }
        }
        return strips;
    }

    /// Outputs of columns, those of a `U` with those of its `W`; inputs of rows.
    private double places() {
        double places = 0;
        for (Product product : schedule.products()) {
            for (Node linear : product.linears()) {
                if (format(product).scalesPlaces()) {
                    places += Product.weight(linear).type().size(0) + (Product.rank(linear) > 0 ? product.in() : 0);
                }
            }
        }
        for (Node node : schedule.graph().nodes()) {
            if (node instanceof Node.GatedRowsLinear gated
                    && format(gated.weight()).scalesPlaces()) {
                places += gated.weight().type().size(1);
            } else if (node instanceof Node.Gather gather
                    && tableFormat(gather.table()).scalesPlaces()) {
                boolean tied = schedule.layout().tied(gather.table()).isPresent();
                places += tied ? 1 : gather.table().type().size(1);
            } else if (node instanceof Node.Positions positions
                    && tableFormat(positions.table()).scalesPlaces()) {
                places += positions.table().type().size(1);
            }
        }
        return places;
    }

    private double of(Node node) {
        return switch (node) {
            case Node.Linear linear -> format(linear.weight()).bytes(elements(linear.weight()));
            case Node.SparseLowRankLinear linear ->
                thinned(
                        linear.weight(),
                        linear.thinning(),
                        schedule.product(linear).reading() == Product.Reading.MASKED);
            case Node.GatedRowsLinear linear -> thinned(linear.weight(), linear.thinning(), false);
            case Node.RmsNorm norm ->
                norm.scale().map(scale -> (double) WORD * scale.type().size(0)).orElse(0.0);
            case Node.Gather gather ->
                tableFormat(gather.table()).bytes(gather.table().type().size(1));
            case Node.Positions positions ->
                tableFormat(positions.table()).bytes(positions.table().type().size(1));
            case Node.LayerNorm norm ->
                (double) WORD
                        * (1 + norm.bias().stream().count())
                        * norm.scale().type().size(0);
            case PictureNode picture ->
                picture.weights().stream()
                        .mapToDouble(weight -> (double) WORD * weight.type().count())
                        .sum();
            case Node.AddBias sum -> (double) WORD * sum.bias().type().size(0);
            case Node.Slice _,
                    Node.Pointwise _,
                    Node.Rope _,
                    Node.Attention _,
                    Node.Silu _,
                    Node.Softmax _,
                    Node.Input _,
                    Node.SiluMul _,
                    Node.Add _,
                    Node.Mul _ -> 0;
        };
    }

    private double thinned(Weight weight, Thinning thinning, boolean whole) {
        int out = weight.type().size(0);
        int in = weight.type().size(1);
        int channels = switch (thinning.skip()) {
            case COLUMNS -> in;
            case ROWS -> out;
        };
        double density = densities.get(weight.path());
        double factors = (double) thinning.rank() * (in + out);
        double norms = thinning.scaled() ? channels : 0;
        double list = whole ? 0 : density * channels;
        return format(weight).bytes((whole ? 1 : density) * elements(weight) + factors) + (norms + list + 1) * WORD;
    }

    private static double elements(Weight weight) {
        return (double) weight.type().size(0) * weight.type().size(1);
    }
}
