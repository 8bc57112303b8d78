package dev.rsparse.compiler.inspect;

import dev.rsparse.compiler.onnx.sites.NotTaken;
import dev.rsparse.compiler.onnx.sites.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The linears of an ONNX model, and nodes that look like some, for people and as plain maps for JSON.
public final class OnnxSites {

    private OnnxSites() {}

    /// One line for each site under a heading; every line ends in `\n`.
    public static String text(List<Site> sites) {
        Columns columns = new Columns(
                List.of("site", "[in,out]", "operator", "product", "weight", "bias", "consumers", "module"));
        for (Site site : sites) {
            columns.row(List.of(
                    site.selector(),
                    "[" + site.in() + "," + site.out() + "]",
                    site.operator(),
                    product(site),
                    weight(site.weight()),
                    site.bias().map(Site.Bias::name).orElse("-"),
                    consumers(site),
                    site.module().orElse("-")));
        }
        return "sites: " + sites.size() + "\n" + lines(columns);
    }

    /// One line for each node that was not taken, with the reason.
    public static String reasons(List<NotTaken> notTaken) {
        Columns columns = new Columns(List.of("node", "operator", "reason"));
        notTaken.forEach(none -> columns.row(List.of(none.node(), none.operator(), none.reason())));
        return "look like linears and were not taken: " + notTaken.size() + "\n" + lines(columns);
    }

    private static String lines(Columns columns) {
        return String.join("\n", columns.lines()) + "\n";
    }

    private static String product(Site site) {
        boolean scaled = site.scale() != 1 || site.bias().isPresent() && gemm(site) && site.biasScale() != 1;
        String scales = gemm(site) && scaled ? ", alpha " + site.scale() + ", beta " + site.biasScale() : "";
        return site.order() + scales;
    }

    private static boolean gemm(Site site) {
        return site.operator().equals("Gemm");
    }

    private static String weight(Site.Weight weight) {
        String behind = weight.behind().isEmpty() ? "" : " behind " + String.join(", ", weight.behind());
        return weight.type() + " " + (weight.external() ? "external " : "")
                + weight.kind().text() + " " + weight.name() + behind;
    }

    /// How many nodes read the weight, and which beside the site itself.
    private static String consumers(Site site) {
        List<String> others = site.weight().consumers().stream()
                .filter(consumer -> !consumer.equals(site.node() + " (" + site.operator() + ")"))
                .toList();
        return site.weight().consumers().size() + (others.isEmpty() ? "" : ", also " + String.join(", ", others));
    }

    /// A site with all that is known of it.
    public static Map<String, Object> object(Site site) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("selector", site.selector());
        object.put("node", site.node());
        object.put("operator", site.operator());
        site.module().ifPresent(module -> object.put("module", module));
        object.put("in", site.in());
        object.put("out", site.out());
        object.put("product", site.order().toString());
        object.put("scale", site.scale());
        object.put("biasScale", site.biasScale());
        Map<String, Object> weight = new LinkedHashMap<>();
        weight.put("name", site.weight().name());
        weight.put("kind", site.weight().kind().text());
        weight.put("type", site.weight().type());
        weight.put("external", site.weight().external());
        weight.put("behind", site.weight().behind());
        weight.put("consumers", site.weight().consumers());
        object.put("weight", weight);
        site.bias().ifPresent(bias -> object.put("bias", bias(bias)));
        return object;
    }

    private static Map<String, Object> bias(Site.Bias bias) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", bias.name());
        object.put("node", bias.node());
        return object;
    }

    /// A node that was not taken.
    public static Map<String, Object> object(NotTaken none) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("node", none.node());
        object.put("operator", none.operator());
        object.put("reason", none.reason());
        return object;
    }
}
