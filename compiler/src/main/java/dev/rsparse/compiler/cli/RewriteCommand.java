package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.inspect.OnnxCheck;
import dev.rsparse.compiler.inspect.OnnxSites;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.rewrite.Form;
import dev.rsparse.compiler.onnx.rewrite.Heads;
import dev.rsparse.compiler.onnx.sites.Sites;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
        if (options.output().isPresent()
                && options.sparsity().isPresent() == options.policy().isPresent()) {
            throw usage("say how much not to read: --sparsity 50% or --policy FILE.rsp, one of them");
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
        Measured measured = new Measured(run, console);
        RewriteTask task = new RewriteTask(console, file, sites, options.form(), measured);
        RewriteTask.Report report = task.write(asked(file, sites), target);
        RewriteReport written =
                new RewriteReport(target, options.form(), sites.sites().size(), report);
        report.dense().forEach((site, reason) -> console.message(site + " stays dense: " + reason));
        Optional<OnnxCheck> check = run.isCheckAsked()
                ? Optional.of(run.check(file, target, options.form() == Form.SPLIT, measured, console))
                : Optional.empty();
        if (json) {
            object.putAll(written.object());
            measured.put(object);
            check.ifPresent(done -> object.put("check", done.object()));
        } else {
            console.out().print(written.text() + check.map(OnnxCheck::text).orElse(""));
        }
        return check.map(done -> OnnxRunOptions.status(done, target, console)).orElse(0);
    }

    private List<RewriteTask.Asked> asked(OnnxFile file, Sites sites) {
        return options.policy()
                .map(policy -> OnnxPolicy.read(policy, console).asked(sites))
                .orElseGet(() -> alike(file, sites));
    }

    /// Each linear alike, but those that give what the model says.
    private List<RewriteTask.Asked> alike(OnnxFile file, Sites sites) {
        Heads heads = new Heads(file);
        double split = options.split();
        return sites.sites().stream()
                .filter(site -> options.all() || !heads.isHead(site))
                .map(site -> new RewriteTask.Asked(
                        site, options.sparsity().orElseThrow(), split, OptionalInt.empty(), split == 1 ? 0 : 1))
                .toList();
    }
}
