package dev.rsparse.compiler.onnx.rewrite;

import dev.rsparse.compiler.onnx.NewTensor;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.SiteScore;
import dev.rsparse.compiler.onnx.sites.SiteWeight;
import java.util.List;
import java.util.OptionalInt;

/// A site with all that its new nodes are made of.
///
/// @param score how channels are ranked
/// @param rank of the low-rank product; 0 for none
/// @param threshold scores strictly above it keep their channel; of no meaning in form `split`
/// @param inputRank how many axes the value has that is multiplied, if that is known
/// @param factors of the weight
/// @param base what names of the new nodes and tensors begin with
record ThinnedSite(
        SiteScore score,
        int rank,
        float threshold,
        SiteWeight weight,
        OptionalInt inputRank,
        SiteFactors factors,
        String base) {

    Site site() {
        return score.site();
    }

    OnnxType type() {
        return weight.type();
    }

    /// Which input of the node the weight is.
    int weightInput() {
        return site().order().weightFirst() ? 0 : 1;
    }

    /// Whether channels lie along the last axis of the value, and not along the one before.
    boolean channelsLast() {
        Site.Order order = site().order();
        return order.weightFirst() == order.transposedInput() || inputRank.equals(OptionalInt.of(1));
    }

    /// Whether the shape of the scales depends on how many axes the value has, and that is not known.
    boolean isOfUnknownRank() {
        return site().order().weightFirst() && site().operator().equals("MatMul") && inputRank.isEmpty();
    }

    /// The scales of the scores as a tensor that fits the value; a scalar when all are 1.
    ///
    /// @param last whether it is for vectors along the last axis
    String scales(Additions additions, boolean last) {
        float[] scales = score.scales();
        long count = scales.length;
        return scales.length == 0
                ? additions.floats(base + "/scales", List.of(), 1)
                : additions.floats(base + "/scales", last ? List.of(count) : List.of(count, 1L), scales);
    }

    String threshold(Additions additions) {
        return additions.floats(base + "/threshold", List.of(), threshold);
    }

    /// The product of `value` and the low-rank factors, scaled as the product of the site is.
    String lowRank(Nodes nodes, Additions additions, String value) {
        boolean columns = site().order().weightFirst();
        NewTensor v = factors.v(nodes.fresh("V"), !columns);
        NewTensor u = factors.u(nodes.fresh("U"), !columns, site().scale());
        additions.add(v);
        additions.add(u);
        String x = site().order().transposedInput() ? nodes.transpose("turned", value, 2) : value;
        if (columns) {
            return nodes.add("MatMul", "UVx", List.of(u.name(), nodes.add("MatMul", "Vx", List.of(v.name(), x))));
        }
        return nodes.add("MatMul", "UVx", List.of(nodes.add("MatMul", "Vx", List.of(x, v.name())), u.name()));
    }
}
