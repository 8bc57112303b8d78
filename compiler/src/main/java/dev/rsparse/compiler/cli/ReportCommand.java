package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.report.ReportGatherer;
import dev.rsparse.compiler.report.ReportPage;
import dev.rsparse.compiler.tokens.TokenWindows;
import dev.rsparse.runtime.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rsparsec report`: one page about a model's policies.
@Command(
        name = "report",
        description = "Writes one HTML page about the file's policies: loss against bytes kept from what eval measured,"
                + " sparsity by layer, score distributions with thresholds, singular values, and a table of all"
                + " linears.",
        sortOptions = false)
final class ReportCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Parameters(paramLabel = "MODEL.rsp", description = "The model's source.")
    private Path model;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE.html",
            description = "The page to write. Default: MODEL-report.html beside the source.")
    private Path output;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "The policy whose linears are shown. Default: that of the file's target.")
    private String policy;

    @ArgGroup(multiplicity = "0..1")
    private TokenOptions.Source text;

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "512",
            description = "Tokens per window; windows do not overlap. Default: ${DEFAULT-VALUE}.")
    private int window;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "16",
            description = "Score distributions are drawn over the first N windows of the text; without --text or"
                    + " --tokens they are left out. Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(
            names = "--all-spectra",
            description = "Singular values of every linear, however large. Default: of those that can be decomposed"
                    + " within seconds.")
    private boolean allSpectra;

    @Override
    public Integer call() throws InterruptedException {
        try (ModelProject project = ModelProject.open(model)) {
            console.print(project.warnings(), project.sources());
            CheckedPolicy chosen = project.policy(Optional.ofNullable(policy));
            Optional<TokenWindows> windows =
                    Optional.ofNullable(text).map(source -> source.windows(project, window, (long) samples * window));
            ReportGatherer gatherer = new ReportGatherer(project, Main.VERSION, new Listener(console));
            String page = ReportPage.render(gatherer.gather(chosen, windows, allSpectra));
            Path target = output == null ? project.beside("-report.html") : output;
            try {
                AtomicFile.write(target, page);
            } catch (IOException problem) {
                throw FileProblems.unwritable(target, problem);
            }
            console.out().println("wrote " + target);
        }
        return 0;
    }

    private record Listener(Console console) implements ReportGatherer.Listener {
        @Override
        public Consumer<String> messages() {
            return console::message;
        }

        @Override
        public IntConsumer begin(String what, int total) {
            return new Progress(console, what, total)::done;
        }
    }
}
