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

/// `rsparsec rewrite`: thins the linears of an ONNX model, or lists them.
@Command(
        name = "rewrite",
        description = "Thins the linears of an ONNX model of any operators, and leaves all else as it is.",
        sortOptions = false)
final class RewriteCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Parameters(paramLabel = "IN.onnx", description = "The model. Its external data must lie in its folder.")
    private Path model;

    @Mixin
    private RewriteOptions options;

    @Mixin
    private ThinningOptions thinning;

    @Mixin
    private OnnxRunOptions run;

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
        if (options.output().isEmpty() && !listSites && !explain) {
            throw usage("name the model to write with -o OUT.onnx, or ask for --list-sites or --explain");
        }
        if (options.output().isPresent()) {
            thinning.validate(console, options.policy());
        }
        run.validate(console, options.output().isPresent());
        OnnxFile file = OnnxFile.read(model);
        Sites sites = Sites.of(file);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("file", model.toString());
        list(sites, object);
        int status = options.output()
                .map(target -> rewrite(file, sites, target, object))
                .orElse(0);
        if (json) {
            console.json(object);
        }
        console.out().flush();
        return status;
    }

    private ParameterException usage(String message) {
        return new ParameterException(console.commandLine(), message);
    }

    private void list(Sites sites, Map<String, Object> object) {
        if (listSites) {
            object.put("sites", sites.sites().stream().map(OnnxSites::object).toList());
        }
        if (explain) {
            object.put(
                    "notTaken", sites.notTaken().stream().map(OnnxSites::object).toList());
        }
        if (!json) {
            String listed = listSites ? OnnxSites.text(sites.sites()) : "";
            String explained = explain ? OnnxSites.reasons(sites.notTaken()) : "";
            console.out().print(listed + (listSites && explain ? "\n" : "") + explained);
        }
    }

    /// @return the exit status
    private int rewrite(OnnxFile file, Sites sites, Path target, Map<String, Object> object) {
        run.checkTarget(console, model, target);
        OnnxThinner thinner = new OnnxThinner(file, sites, thinning, options.policy(), run, console);
        ThinnedModel thinned = thinner.write(options.form(), target, target);
        if (json) {
            thinned.put(object);
        } else {
            console.out().print(thinned.text());
        }
        return thinned.status(console);
    }
}
