package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.inspect.OnnxSites;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.sites.Sites;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `rsparsec rewrite`: the linears of an ONNX model. It lists them; it does not change them yet.
@Command(name = "rewrite", description = "Lists the linears of an ONNX model. Rewriting them is not there yet.")
final class RewriteCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Parameters(paramLabel = "IN.onnx", description = "The model. Its external data must lie in its folder.")
    private Path model;

    @Option(
            names = "--list-sites",
            description = "Print each linear with its selector, shape, weight, bias and who else reads the weight.")
    private boolean listSites;

    @Option(names = "--explain", description = "Print each node that looks like a linear and is none, and why.")
    private boolean explain;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (!listSites && !explain) {
            throw new ParameterException(
                    console.commandLine(), "rewriting itself is not there yet; ask for --list-sites or --explain");
        }
        Sites sites = Sites.of(OnnxFile.read(model));
        if (json) {
            console.json(object(sites));
            return 0;
        }
        String listed = listSites ? OnnxSites.text(sites.sites()) : "";
        String explained = explain ? OnnxSites.reasons(sites.notTaken()) : "";
        console.out().print(listed + (listSites && explain ? "\n" : "") + explained);
        console.out().flush();
        return 0;
    }

    private Map<String, Object> object(Sites sites) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("file", model.toString());
        if (listSites) {
            object.put("sites", sites.sites().stream().map(OnnxSites::object).toList());
        }
        if (explain) {
            object.put(
                    "notTaken", sites.notTaken().stream().map(OnnxSites::object).toList());
        }
        return object;
    }
}
