package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.inspect.OnnxCheck;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.rewrite.Form;
import dev.rsparse.compiler.onnx.rewrite.Heads;
import dev.rsparse.compiler.onnx.sites.Sites;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Thins the linears of an ONNX model as the command line asks, for whatever is made of it then.
///
/// @param options how, where there is no policy
/// @param policy the file of a policy, with its name behind it if there are several
record OnnxThinner(
        OnnxFile file,
        Sites sites,
        ThinningOptions options,
        Optional<Path> policy,
        OnnxRunOptions run,
        Console console) {

    /// Writes the thinned model, and checks it if that is asked for. Why linears stay dense is printed.
    ///
    /// @param named what messages and reports call it
    ThinnedModel write(Form form, Path target, Path named) {
        Measured measured = new Measured(run, console);
        RewriteTask task = new RewriteTask(console, file, sites, form, measured);
        RewriteTask.Report report = task.write(asked(), target);
        report.dense().forEach((site, reason) -> console.message(site + " stays dense: " + reason));
        Optional<OnnxCheck> check = run.isCheckAsked()
                ? Optional.of(run.check(file, target, form == Form.SPLIT, measured, console))
                : Optional.empty();
        return new ThinnedModel(new RewriteReport(named, form, sites.sites().size(), report), measured, check);
    }

    private List<RewriteTask.Asked> asked() {
        return policy.map(path -> OnnxPolicy.read(path, console).asked(sites)).orElseGet(this::alike);
    }

    /// Each linear alike, but those that give what the model says.
    private List<RewriteTask.Asked> alike() {
        Heads heads = new Heads(file);
        double split = options.split();
        return sites.sites().stream()
                .filter(site -> options.all() || !heads.isHead(site))
                .map(site -> new RewriteTask.Asked(
                        site, options.sparsity().orElseThrow(), split, OptionalInt.empty(), split == 1 ? 0 : 1))
                .toList();
    }
}
