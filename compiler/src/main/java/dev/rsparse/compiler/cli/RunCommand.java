package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.JvmTarget;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Generator;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.io.NpyFile;
import dev.rsparse.runtime.sample.SamplingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rsparsec run`: compiles a model in memory and lets it write, or classify rows of numbers.
@Command(
        name = "run",
        description = "Compiles a model in memory and continues a prompt with it, or runs rows of numbers.",
        sortOptions = false)
final class RunCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Parameters(paramLabel = "MODEL.rsp", description = "The model's source.")
    private Path model;

    @ArgGroup(multiplicity = "1")
    private Prompt prompt;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "200",
            description = "Write at most N tokens; the end token stops earlier. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Run on N threads; the text does not depend on it. Default: that of the file's target, else 1.")
    private Integer threads;

    @Mixin
    private SamplingFlags sampling;

    @Mixin
    private CompileOptions options;

    @Option(
            names = "--logits",
            paramLabel = "FILE.npy",
            description = "Also write the logits after every prompt token, or what each row gives: float32 [T,V].")
    private Path logits;

    @Option(names = "--json", description = "Print one JSON object instead of the text.")
    private boolean json;

    /// What to continue.
    static final class Prompt {
        @Option(names = "--prompt", paramLabel = "TEXT", description = "Text to continue, behind the begin token.")
        private String text;

        @Option(
                names = "--prompt-ids",
                paramLabel = "ID,ID,…",
                hideParamSyntax = true,
                split = ",",
                description = "Token ids to continue, taken as they are.")
        private int[] ids;

        @Option(
                names = "--input",
                paramLabel = "ROWS.npy",
                description = "Rows for a model that reads numbers: float32 [N,n]. Prints the class of each.")
        private Path rows;
    }

    @Override
    public Integer call() {
        SamplingOptions drawing = sampling.options(console);
        if (threads != null && (threads < 1 || threads > ModelInfo.MOST_THREADS)) {
            throw new CommandLine.ParameterException(
                    console.commandLine(), "--threads takes a number from 1 to " + ModelInfo.MOST_THREADS);
        }
        try (ModelProject project = options.open(model)) {
            if (prompt.rows != null) {
                runRows(project);
                return 0;
            }
            Reads.requireTokens(project);
            CompileOptions.Compiled compiled = options.compile(project, console);
            Detokenizer words = Detokenizer.of(project, prompt.ids != null);
            int[] ids = prompt.ids != null ? prompt.ids : words.encode(prompt.text);
            check(project, compiled, ids);
            try (CompiledModel loaded = compiled.load(project, console)) {
                loaded.setThreads(threads(project));
                if (logits != null) {
                    writeLogits(loaded, ids);
                }
                write(loaded, words, ids, drawing);
            }
        }
        return 0;
    }

    private void runRows(ModelProject project) {
        NpyFile.Rows rows = RowsRun.read(prompt.rows, Reads.rowWidth(project));
        try (CompiledModel loaded = options.compile(project, console).load(project, console)) {
            loaded.setThreads(threads(project));
            new RowsRun(loaded, console).run(rows, Optional.ofNullable(logits), json);
        }
    }

    private int threads(ModelProject project) {
        return threads != null
                ? threads
                : project.target().map(JvmTarget::threads).orElse(JvmTarget.DEFAULT_THREADS);
    }

    private void check(ModelProject project, CompileOptions.Compiled compiled, int[] ids) {
        int vocabulary = compiled.engine().info().vocabulary();
        int positions = compiled.engine().info().maxPositions();
        String source = project.source().toString();
        for (int id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw ProjectException.of(
                        source,
                        Code.TOKENS,
                        "token id " + id + " is outside the vocabulary of " + vocabulary,
                        "give ids 0.." + (vocabulary - 1));
            }
        }
        if (ids.length == 0 || count < 0 || ids.length > positions) {
            throw ProjectException.of(
                    source,
                    Code.TOKENS,
                    "a prompt of " + ids.length + " tokens and " + count + " to write do not fit",
                    "the model holds 1.." + positions + " tokens");
        }
    }

    private void writeLogits(CompiledModel loaded, int[] ids) {
        int vocabulary = loaded.info().vocabulary();
        float[] all = new float[Math.multiplyExact(ids.length, vocabulary)];
        loaded.newSession(ids.length)
                .prefill(
                        ids,
                        loaded.info().thinPrompt(),
                        (position, row, from) -> System.arraycopy(row, from, all, position * vocabulary, vocabulary));
        try {
            NpyFile.write(logits, all, ids.length, vocabulary);
        } catch (IOException problem) {
            throw FileProblems.unwritable(logits, problem);
        }
    }

    private void write(CompiledModel loaded, Detokenizer words, int[] ids, SamplingOptions drawing) {
        int room = Math.min(loaded.info().maxPositions(), ids.length + count);
        Session session = loaded.newSession(room);
        IntConsumer onToken = json ? _ -> {} : id -> show(words.next(id));
        if (!json) {
            show(words.decode(ids));
        }
        Generator.Result result = new Generator(loaded, drawing).generate(session, ids, room - ids.length, onToken);
        double promptSpeed = ids.length * 1e9 / result.promptNanos();
        double kept = loaded.info()
                .keptBytes(
                        session.workspace().keptChannels(), session.workspace().thinnedTokens());
        if (json) {
            printJson(loaded, words, ids, result, promptSpeed, kept);
        } else {
            show(words.finish());
            printSummary(loaded, ids, result, promptSpeed, kept);
        }
    }

    private void show(String text) {
        console.out().print(text);
        console.out().flush();
    }

    private void printJson(
            CompiledModel loaded,
            Detokenizer words,
            int[] ids,
            Generator.Result result,
            double promptSpeed,
            double kept) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("policy", loaded.info().policy());
        object.put("promptIds", ids);
        object.put("ids", result.ids());
        object.put("text", words.decode(result.ids()));
        object.put("promptTokensPerSecond", promptSpeed);
        object.put("decodeTokensPerSecond", result.decode().tokensPerSecond());
        object.put("keptBytes", kept);
        object.put("nominalKeptBytes", loaded.info().nominalKept());
        console.json(object);
    }

    private void printSummary(
            CompiledModel loaded, int[] ids, Generator.Result result, double promptSpeed, double kept) {
        console.out()
                .printf(
                        Locale.ROOT,
                        "%n%nprompt      %d tokens, %.0f tokens/s%n"
                                + "decode      %d tokens, %.0f tokens/s (%.0f over the last %d; the first ones wait for the"
                                + " JVM to compile)%npolicy      %s%n"
                                + "kept bytes  %.1f %% of the layers' weights per decoded token (%.1f %% asked)%n",
                        ids.length,
                        promptSpeed,
                        result.ids().length,
                        result.decode().tokensPerSecond(),
                        result.decode().lateTokensPerSecond(),
                        result.decode().lateTokens(),
                        loaded.info().policy(),
                        100 * kept,
                        100 * loaded.info().nominalKept());
        console.out().flush();
    }
}
