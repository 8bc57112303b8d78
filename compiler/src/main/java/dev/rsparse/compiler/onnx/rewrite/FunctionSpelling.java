package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.rsparse.compiler.onnx.sites.Site;
import java.util.ArrayList;
import java.util.List;

/// ```
/// y = x w   ->   y = SparseLowRankLinear(x, w, c, t, v, u)
/// ```
///
/// What the function does not know stands around it: values and weights that the product reads turned over
/// are turned by nodes of their own, so that no weight is stored twice, and scale and bias of a `Gemm` come
/// after. The call keeps the name of the node.
final class FunctionSpelling implements Spelling {

    private static final int GEMM_BIAS = 2;

    @Override
    public List<NodeProto> nodes(NodeProto node, ThinnedSite site, Additions additions) {
        Nodes before = new Nodes(additions.names(), site.base());
        Nodes after = new Nodes(before);
        Site.Order order = site.site().order();
        String x = node.getInput(1 - site.weightInput());
        String w = node.getInput(site.weightInput());
        // Vectors are the rows of what the function reads and gives.
        int rank = site.site().operator().equals("Gemm") ? 2 : site.inputRank().orElse(2);
        boolean columns = order.weightFirst() && rank > 1;
        boolean turned = columns != order.transposedInput();
        NodeProto.Builder call = node.toBuilder()
                .setDomain(SparseFunction.DOMAIN)
                .setOpType(SparseFunction.NAME)
                .clearAttribute()
                .clearInput()
                .addInput(turned ? before.transpose("rows", x, rank) : x)
                .addInput(site.weight().inputsFirst() ? w : before.transpose("w", w, 2))
                .addInput(site.scales(additions, true))
                .addInput(site.threshold(additions));
        addFactors(call, before, site, additions);
        String result = before.fresh("product");
        String value = columns ? after.transpose("columns", result, rank) : result;
        finish(node, site, after, value, additions);
        boolean alone = after.list().isEmpty();
        if (!alone) {
            after.renameLast(node.getOutput(0));
        }
        List<NodeProto> all = new ArrayList<>(before.list());
        all.add(call.setOutput(0, alone ? node.getOutput(0) : result).build());
        all.addAll(after.list());
        return all;
    }

    private static void addFactors(NodeProto.Builder call, Nodes nodes, ThinnedSite site, Additions additions) {
        if (site.rank() == 0) {
            call.addInput(additions.zeros(
                    site.base() + "/V", site.type(), List.of(site.site().in(), 1L)));
            call.addInput(additions.zeros(
                    site.base() + "/U", site.type(), List.of(1L, site.site().out())));
            return;
        }
        call.addInput(additions.add(site.factors().v(nodes.fresh("V"), true)));
        call.addInput(additions.add(site.factors().u(nodes.fresh("U"), true, 1)));
    }

    /// Scale and bias of a `Gemm`.
    private static void finish(NodeProto node, ThinnedSite site, Nodes nodes, String product, Additions additions) {
        String value = product;
        double scale = site.site().scale();
        if (scale != 1) {
            String alpha = additions.scalar(site.base() + "/alpha", site.type(), scale);
            value = nodes.add("Mul", "scaled", List.of(value, alpha));
        }
        boolean biased = node.getOpType().equals("Gemm")
                && node.getInputCount() > GEMM_BIAS
                && !node.getInput(GEMM_BIAS).isEmpty();
        double biasScale = site.site().biasScale();
        if (!biased || biasScale == 0) {
            return;
        }
        String bias = node.getInput(GEMM_BIAS);
        if (biasScale != 1) {
            String beta = additions.scalar(site.base() + "/beta", site.type(), biasScale);
            bias = nodes.add("Mul", "bias", List.of(bias, beta));
        }
        nodes.add("Add", "biased", List.of(value, bias));
    }
}
