package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.measure.Evaluation;
import dev.rsparse.compiler.project.EvalResult;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.tokens.TokenWindows;
import dev.rsparse.runtime.ModelInfo;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rsparsec eval`: loss and perplexity of a policy over a text.
@Command(
        name = "eval",
        description =
                "Measures loss and perplexity over windows of a text beside the dense model's, and the bytes really"
                        + " kept. What was measured is kept in MODEL.rspresults.",
        sortOptions = false)
final class EvalCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Parameters(paramLabel = "MODEL.rsp", description = "The model's source.")
    private Path model;

    @Mixin
    private TokenOptions tokens;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Read at most N tokens; what does not fill a window is left out. Default: all.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--phase",
            paramLabel = "all|decode",
            description =
                    "Which tokens run thinned: all, or those after the first half of each window (the loss is taken"
                            + " over these alone then). Default: the policy's phase; all for a dense policy.")
    private Phase phase;

    @Option(
            names = "--prompt-tokens",
            paramLabel = "N",
            description = "Dense tokens at the start of each window in phase decode. Default: half a window.")
    private Integer promptTokens;

    @Mixin
    private CompileOptions options;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Windows run at the same time; the result does not depend on it. Default: one per core.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--no-dense", description = "Do not measure the dense model beside the policy.")
    private boolean withoutDense;

    @Option(
            names = "--fresh",
            description = "Measure again, whatever MODEL.rspresults holds from an earlier run of the same.")
    private boolean fresh;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        try (ModelProject project = options.open(model)) {
            Reads.requireTokens(project);
            TokenWindows windows = tokens.windows(project, limit);
            int prompt = promptTokens();
            CompileOptions.Compiled compiled = options.compile(project, console);
            CompileOptions.Compiled dense = options.dense(project, console);
            Phase used = phase != null ? phase : defaultPhase(compiled.engine().info());
            Evaluation evaluation = new Evaluation(project, Main.VERSION, windows, used, prompt, dense.engine());
            boolean beside = !withoutDense && !compiled.thinnings().isEmpty();
            Optional<EvalResult> denseResult = beside
                    ? Optional.of(result(evaluation, dense, "windows of the dense model")
                            .result())
                    : Optional.empty();
            Answer answer = result(evaluation, compiled, "windows");
            print(new EvalReport(answer.result(), denseResult, answer.kept()));
            return 0;
        }
    }

    private int promptTokens() {
        int prompt = promptTokens == null ? tokens.window() / 2 : promptTokens;
        if (prompt < 1 || prompt >= tokens.window()) {
            throw ProjectException.of(
                    tokens.file().toString(),
                    Code.TOKENS,
                    "a prompt of " + prompt + " tokens leaves nothing of a window of " + tokens.window(),
                    "give --prompt-tokens 1.." + (tokens.window() - 1));
        }
        return prompt;
    }

    private static Phase defaultPhase(ModelInfo info) {
        return info.sites().isEmpty() || info.thinPrompt() ? Phase.ALL : Phase.DECODE;
    }

    /// @param kept whether it was measured before
    private record Answer(EvalResult result, boolean kept) {}

    private Answer result(Evaluation evaluation, CompileOptions.Compiled compiled, String what)
            throws InterruptedException {
        Evaluation.Candidate candidate = new Evaluation.Candidate(
                compiled.engine(),
                compiled.runs(),
                compiled.thinnings(),
                () -> compiled.load(evaluation.project(), console));
        Optional<EvalResult> kept = fresh ? Optional.empty() : evaluation.kept(candidate);
        if (kept.isPresent()) {
            return new Answer(kept.get(), true);
        }
        Progress progress = new Progress(console, what, evaluation.text().size());
        return new Answer(evaluation.run(candidate, threads, progress::done, console::message), false);
    }

    private void print(EvalReport report) {
        if (json) {
            console.json(report.json());
        } else {
            console.out().print(report.text());
            console.out().flush();
        }
    }
}
