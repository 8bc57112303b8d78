package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.eval.Evaluator;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.runtime.CompiledModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rsparsec eval`: loss and perplexity of a policy over a text.
@Command(
        name = "eval",
        description = "Measures loss and perplexity over windows of a text, and the bytes really kept.",
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

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        try (ModelProject project = ModelProject.open(model)) {
            List<int[]> windows = tokens.windows(project, limit);
            int prompt = promptTokens == null ? tokens.window() / 2 : promptTokens;
            if (prompt < 1 || prompt >= tokens.window()) {
                throw ProjectException.of(
                        tokens.file().toString(),
                        Code.TOKENS,
                        "a prompt of " + prompt + " tokens leaves nothing of a window of " + tokens.window(),
                        "give --prompt-tokens 1.." + (tokens.window() - 1));
            }
            CompileOptions.Compiled compiled = options.compile(project, console);
            try (CompiledModel loaded = compiled.load(console)) {
                Phase used = phase != null ? phase : defaultPhase(loaded);
                Progress progress = new Progress(console, "windows", windows.size());
                long start = System.nanoTime();
                Evaluator.Result result = new Evaluator(loaded, used, prompt)
                        .run(windows, Math.clamp(threads, 1, windows.size()), progress::done);
                print(loaded, used, result, (System.nanoTime() - start) / 1e9);
            }
            return 0;
        }
    }

    private static Phase defaultPhase(CompiledModel loaded) {
        boolean dense = loaded.info().sites().isEmpty();
        return dense || loaded.info().thinPrompt() ? Phase.ALL : Phase.DECODE;
    }

    private void print(CompiledModel loaded, Phase used, Evaluator.Result result, double seconds) {
        double speed = result.tokens() / seconds;
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("policy", loaded.info().policy());
            object.put("phase", used.text());
            object.put("tokens", result.tokens());
            object.put("nll", result.nll());
            object.put("perplexity", result.perplexity());
            object.put("keptBytes", result.keptBytes());
            object.put("nominalKeptBytes", loaded.info().nominalKept());
            object.put("tokensPerSecond", speed);
            console.json(object);
            return;
        }
        console.out()
                .printf(
                        Locale.ROOT,
                        "policy      %s, phase %s%ntokens      %d read, %d scored%nNLL         %.5f nats per token%n"
                                + "perplexity  %.3f%nkept bytes  %.1f %% of the thinned linears (%.1f %% asked)%n"
                                + "speed       %.0f tokens/s in batches%n",
                        loaded.info().policy(),
                        used.text(),
                        result.tokens(),
                        result.scored(),
                        result.nll(),
                        result.perplexity(),
                        100 * result.keptBytes(),
                        100 * loaded.info().nominalKept(),
                        speed);
        console.out().flush();
    }
}
