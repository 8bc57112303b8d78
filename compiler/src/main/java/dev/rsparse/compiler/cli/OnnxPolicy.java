package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.LinearPolicies;
import dev.rsparse.compiler.check.SitePolicy;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.Sites;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.project.SourceCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A policy of a `.rsp` file for the linears of an ONNX model.
///
/// @param file the source
/// @param name of the policy; empty for the only one
record OnnxPolicy(Path file, Optional<String> name, Console console) {

    private static final String EXTENSION = ".rsp";

    /// @param path `FILE.rsp` or `FILE.rsp:NAME`
    static OnnxPolicy read(Path path, Console console) {
        String text = path.toString();
        int colon = text.lastIndexOf(EXTENSION + ":");
        if (colon < 0 || Files.exists(path)) {
            return new OnnxPolicy(path, Optional.empty(), console);
        }
        int end = colon + EXTENSION.length();
        return new OnnxPolicy(Path.of(text.substring(0, end)), Optional.of(text.substring(end + 1)), console);
    }

    /// What the policy asks of each linear that it thins.
    ///
    /// @throws ProjectException when the file cannot be read, or the policy does not fit the model
    List<RewriteTask.Asked> asked(Sites sites) {
        Map<String, Site> byPath = byPath(sites);
        String text = SourceCheck.read(file);
        Map<String, String> sources = Map.of(file.toString(), text);
        LinearPolicies.Result result = LinearPolicies.check(file.toString(), text, name, graph(byPath));
        if (result.policy().isEmpty()) {
            throw new ProjectException(result.diagnostics(), sources);
        }
        console.print(result.diagnostics(), sources);
        List<RewriteTask.Asked> asked = new ArrayList<>();
        byPath.forEach((path, site) -> {
            SitePolicy policy = result.policy().get().sites().get(path);
            if (policy.sparse()) {
                asked.add(
                        new RewriteTask.Asked(site, policy.sparsity(), policy.split(), policy.rank(), policy.gamma()));
            }
        });
        return asked;
    }

    /// The name of the weight where it is the linear's own, else the path of the node. Brackets mean
    /// indices in paths of the language, so they become underscores.
    private static Map<String, Site> byPath(Sites sites) {
        Map<String, Site> byPath = new LinkedHashMap<>();
        for (Site site : sites.sites()) {
            boolean own = site.selector().startsWith("weight(");
            String path = (own ? site.weight().name() : site.node()).replaceAll("[\\[\\]]", "_");
            String whole = path.replace(".", "").isEmpty() ? "_" + path : path;
            String free = whole;
            for (int i = 2; byPath.containsKey(free); i++) {
                free = whole + "_" + i;
            }
            byPath.put(free, site);
        }
        return byPath;
    }

    /// The linears side by side.
    private static Graph graph(Map<String, Site> byPath) {
        List<Value> inputs = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        byPath.forEach((path, site) -> {
            int id = 2 * nodes.size();
            Value input = new Value(id, site.place().input(), TensorType.of(DType.F32, 1, site.in()));
            Value output = new Value(id + 1, site.node(), TensorType.of(DType.F32, 1, site.out()));
            Weight weight = new Weight(path, site.weight().name(), TensorType.of(DType.F32, site.out(), site.in()));
            inputs.add(input);
            nodes.add(new Node.Linear(Origin.NONE, output, input, weight));
        });
        return new Graph("the model", inputs, nodes, List.of());
    }
}
