package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.linalg.LinearAlgebra;
import dev.rsparse.compiler.onnx.ExternalData;
import dev.rsparse.compiler.onnx.NewTensor;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.SiteScore;
import dev.rsparse.compiler.onnx.sites.SiteWeight;
import dev.rsparse.compiler.onnx.sites.SiteWeights;
import dev.rsparse.compiler.onnx.sites.Thresholds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Replaces linears of a model. All else stays as it is: other nodes, names, unknown fields, functions and
/// metadata.
public final class OnnxRewriter {

    /// `Where` came with this opset.
    private static final long FIRST_THINNED = 9;

    /// Operators broadcast as they do today from this opset on.
    private static final long FIRST_SPLIT = 7;

    /// Copies of a weight that its decomposition needs at once, in f32.
    private static final long COPIES = 4;

    private final OnnxFile file;
    private final SiteWeights weights;
    private final Ranks ranks;
    private final LinearAlgebra algebra;
    private final Consumer<String> progress;
    private final Map<String, SiteScore> scores = new HashMap<>();

    /// A model with other linears.
    ///
    /// @param model with all nodes, and without the new tensors
    /// @param added the new tensors, initializers of the graph, in the order in which they are computed best
    public record Rewritten(ModelProto model, List<NewTensor> added) {}

    /// @param file without calls of functions around the sites, see [CallInliner]
    /// @param data external data of the model; must stay open until the new tensors are written
    /// @param progress is told of each weight before it is decomposed
    public OnnxRewriter(OnnxFile file, ExternalData data, LinearAlgebra algebra, Consumer<String> progress) {
        this.file = file;
        this.weights = new SiteWeights(file, data);
        this.ranks = new Ranks(file.model());
        this.algebra = algebra;
        this.progress = progress;
    }

    /// Why a site must stay as it is, if it must.
    public Optional<String> obstacle(SitePlan plan) {
        Site site = plan.site();
        Optional<SiteWeight> weight = weights.of(site);
        if (weight.isEmpty()) {
            return Optional.of("its weight is stored in a type that is not decoded");
        }
        if (site.scale() == 0) {
            return Optional.of("its product is scaled by 0");
        }
        if (plan.budget().rank() > 0
                && site.in() * site.out() * Float.BYTES * COPIES
                        > Runtime.getRuntime().maxMemory()) {
            return Optional.of("its weight is too large to be decomposed in this heap; set -Xmx to at least "
                    + (site.in() * site.out() * Float.BYTES * COPIES >> 20) + "m");
        }
        if (plan.gamma() != 0
                && site.order().weightFirst()
                && site.operator().equals("MatMul")
                && inputRank(site).isEmpty()) {
            return Optional.of("the model does not say how many axes its input \""
                    + site.place().input() + "\" has");
        }
        return Optional.empty();
    }

    private OptionalInt inputRank(Site site) {
        return ranks.of(site.place().input());
    }

    /// What thresholds are to be measured for.
    public List<SiteScore> scores(List<SitePlan> plans) {
        return plans.stream().map(this::score).toList();
    }

    private SiteScore score(SitePlan plan) {
        return scores.computeIfAbsent(
                plan.site().node(),
                _ -> new SiteScore(
                        plan.site(),
                        plan.gamma() == 0 ? new float[0] : weight(plan).norms(plan.gamma()),
                        plan.budget().quantile()));
    }

    private SiteWeight weight(SitePlan plan) {
        return weights.of(plan.site()).orElseThrow();
    }

    /// The model with the linears of `plans` in another form. A linear without a threshold stays as it is,
    /// but in form `split`, which needs none.
    ///
    /// @param plans without obstacle
    /// @throws OnnxException when the model is too old for the form, or has another function of its name
    public Rewritten rewrite(List<SitePlan> plans, Thresholds thresholds, Form form) {
        long opset = Opsets.standard(file.model());
        requireOpset(opset, form);
        Additions additions = new Additions(new Names(file.model()));
        Map<Site.Place, ThinnedSite> sites = new LinkedHashMap<>();
        for (SitePlan plan : plans) {
            Optional<Float> threshold = form == Form.SPLIT ? Optional.of(0f) : thresholds.of(plan.site());
            threshold.ifPresent(found -> sites.put(plan.site().place(), site(plan, found, form)));
        }
        ModelProto changed = new BodyRewriter(sites, spelling(form), additions).model(file.model());
        if (form == Form.FUNCTION && !sites.isEmpty()) {
            changed = withFunction(changed, opset);
        }
        if (form == Form.SPLIT) {
            changed = Unused.remove(
                    changed,
                    sites.keySet().stream().map(Site.Place::weight).collect(java.util.stream.Collectors.toSet()));
        }
        return new Rewritten(Initializers.added(changed, additions), List.copyOf(additions.large()));
    }

    private ThinnedSite site(SitePlan plan, float threshold, Form form) {
        Site site = plan.site();
        SiteWeight weight = weight(plan);
        String path = site.node().startsWith("@") ? site.node().substring(1) : site.node();
        SiteScore score = form == Form.SPLIT ? new SiteScore(site, new float[0], 0) : score(plan);
        SiteFactors factors =
                new SiteFactors(file.path(), site, weight, plan.budget().rank(), algebra, progress);
        return new ThinnedSite(score, plan.budget().rank(), threshold, weight, inputRank(site), factors, path);
    }

    private static Spelling spelling(Form form) {
        return switch (form) {
            case FUNCTION -> new FunctionSpelling();
            case INLINE -> new InlineSpelling();
            case SPLIT -> new SplitSpelling();
        };
    }

    private void requireOpset(long opset, Form form) {
        long first = form == Form.SPLIT ? FIRST_SPLIT : FIRST_THINNED;
        if (opset < first) {
            throw OnnxException.of(
                    file.path(),
                    Code.ONNX_REWRITE,
                    "expected opset " + first + " or later for form " + form.text() + ", found " + opset,
                    "convert the model to a later opset, with onnx.version_converter or by exporting it again");
        }
    }

    private ModelProto withFunction(ModelProto model, long opset) {
        FunctionProto function = SparseFunction.of(opset);
        List<FunctionProto> others = new ArrayList<>(model.getFunctionsList());
        Optional<FunctionProto> same = others.stream()
                .filter(one -> one.getDomain().equals(SparseFunction.DOMAIN)
                        && one.getName().equals(SparseFunction.NAME))
                .findFirst();
        if (same.isPresent() && !same.get().equals(function)) {
            throw OnnxException.of(
                    file.path(),
                    Code.ONNX_REWRITE,
                    "has another function " + SparseFunction.DOMAIN + "::" + SparseFunction.NAME,
                    "use --form inline");
        }
        return FunctionImport.into(model, same.isPresent() ? List.of() : List.of(function));
    }
}
