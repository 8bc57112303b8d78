package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.JvmTarget;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.app.Defaults;
import dev.rsparse.runtime.app.PromptRun;
import dev.rsparse.runtime.app.RowsRun;
import dev.rsparse.runtime.io.NpyFile;
import dev.rsparse.runtime.sample.SamplingOptions;
import dev.rsparse.runtime.text.Detokenizer;
import dev.rsparse.runtime.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rsparsec run`: compiles a model in memory and lets it write, classify rows of numbers, or read tensors in
/// files.
@Command(
        name = "run",
        description =
                "Compiles a model in memory and continues a prompt with it, or runs rows of numbers. An ONNX model"
                        + " reads and gives tensors in files.",
        sortOptions = false)
final class RunCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Parameters(paramLabel = "MODEL", description = "The model's source MODEL.rsp, or a MODEL.onnx.")
    private Path model;

    @ArgGroup(multiplicity = "1")
    private Prompt prompt;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = Defaults.TOKENS,
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

    @Mixin
    private LoadingFlag loading;

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

        @ArgGroup(exclusive = false, multiplicity = "1")
        private Folders folders;
    }

    /// Where tensors of an ONNX model lie.
    static final class Folders {
        @Option(
                names = "--inputs",
                required = true,
                paramLabel = "DIR",
                description = "Inputs of a MODEL.onnx: NAME.npy or input_N.pb for each, in a folder for each sample, or"
                        + " in DIR itself for one; where the model has one input, each .npy in DIR is a sample.")
        private Path inputs;

        @Option(
                names = "--outputs",
                required = true,
                paramLabel = "DIR",
                description = "Where to write what a MODEL.onnx gives: NAME.npy, or output_N.pb for inputs that are .pb"
                        + " and for bf16; for several samples in a folder for each. Prints name, type and shape.")
        private Path outputs;
    }

    @Override
    public Integer call() {
        checkThreads();
        if (OnnxModels.isOne(model)) {
            return onnx();
        }
        if (prompt.folders != null) {
            throw new CommandLine.ParameterException(
                    console.commandLine(), "--inputs is for a MODEL.onnx, not for a MODEL.rsp");
        }
        SamplingOptions drawing = sampling.options(console);
        try (ModelProject project = options.open(model)) {
            if (prompt.rows != null) {
                runRows(project);
                return 0;
            }
            Reads.requireTokens(project);
            CompileOptions.Compiled compiled = options.compile(project, console).loadedBy(loading.backEnd());
            Optional<Tokenizer> tokenizer = tokenizer(project);
            int[] ids =
                    prompt.ids != null ? prompt.ids : tokenizer.orElseThrow().encode(prompt.text, true);
            PromptRun.check(project.source().toString(), compiled.engine().info(), ids, count);
            try (CompiledModel loaded = compiled.load(project, console)) {
                loaded.setThreads(threads(project));
                if (logits != null) {
                    writeLogits(loaded, ids);
                }
                write(new PromptRun(loaded, new Detokenizer(tokenizer), drawing), ids);
            }
        }
        return 0;
    }

    private void checkThreads() {
        if (threads != null && (threads < 1 || threads > ModelInfo.MOST_THREADS)) {
            throw new CommandLine.ParameterException(
                    console.commandLine(), "--threads takes a number from 1 to " + ModelInfo.MOST_THREADS);
        }
    }

    private int onnx() {
        OnnxModels.allow(console, Set.of("--inputs", "--outputs", "--threads", "--emit", "--json"));
        Folders folders = prompt.folders;
        return new OnnxRunTask(
                        model,
                        folders.inputs,
                        folders.outputs,
                        threads == null ? JvmTarget.DEFAULT_THREADS : threads,
                        loading.backEnd(),
                        json,
                        console)
                .call();
    }

    /// The tokenizer beside the source, which a prompt given as ids may do without.
    private Optional<Tokenizer> tokenizer(ModelProject project) {
        boolean absent = prompt.ids != null && !Files.exists(project.tokenizerPath());
        return absent ? Optional.empty() : Optional.of(Tokenizer.load(project.tokenizerPath()));
    }

    private void write(PromptRun run, int[] ids) {
        if (json) {
            console.json(run.json(ids, count));
        } else {
            run.print(ids, count, console.out());
        }
    }

    private void runRows(ModelProject project) {
        NpyFile.Rows rows = read(prompt.rows, Reads.rowWidth(project));
        RowsRun run;
        try (CompiledModel loaded =
                options.compile(project, console).loadedBy(loading.backEnd()).load(project, console)) {
            loaded.setThreads(threads(project));
            run = RowsRun.of(loaded, rows);
        }
        if (logits != null) {
            writeLogits(run.results(), run.classes().length, run.made());
        }
        if (json) {
            console.json(run.json());
        } else {
            run.print(console.out());
        }
    }

    private static NpyFile.Rows read(Path input, int width) {
        try {
            return RowsRun.read(input, width);
        } catch (IOException problem) {
            throw FileProblems.unreadable(input, problem);
        }
    }

    private int threads(ModelProject project) {
        return threads != null
                ? threads
                : project.target().map(JvmTarget::threads).orElse(JvmTarget.DEFAULT_THREADS);
    }

    private void writeLogits(CompiledModel loaded, int[] ids) {
        int vocabulary = loaded.info().vocabulary();
        float[] all = new float[Math.multiplyExact(ids.length, vocabulary)];
        loaded.newSession(ids.length)
                .prefill(
                        ids,
                        loaded.info().thinPrompt(),
                        (position, row, from) -> System.arraycopy(row, from, all, position * vocabulary, vocabulary));
        writeLogits(all, ids.length, vocabulary);
    }

    private void writeLogits(float[] all, int rows, int width) {
        try {
            NpyFile.write(logits, all, rows, width);
        } catch (IOException problem) {
            throw FileProblems.unwritable(logits, problem);
        }
    }
}
