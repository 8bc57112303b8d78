package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.emit.bytecode.BytecodeEmitter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The `rsparsec` command line.
@Command(
        name = "rsparsec",
        description = "Compiles a neural model, described in a small language, to one specialised Java class"
                + " that skips the weights each token does not need (R-Sparse), or an ONNX model to a class that"
                + " computes it.",
        version = "rsparsec " + Main.VERSION,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the input is wrong; diagnostics say where",
            "2:the command line is wrong",
            "3:file or system trouble",
            "70:a bug of rsparsec"
        },
        footerHeading = "%nExample:%n",
        footer = "  rsparsec run examples/quill/quill.rsp --prompt \"The old man\"")
public final class Main implements Callable<Integer> {

    /// The version that `--version` prints and lock files carry.
    public static final String VERSION = "0.1.0";

    private static final List<Class<?>> COMMANDS = List.of(
            RunCommand.class,
            EvalCommand.class,
            BenchCommand.class,
            CalibrateCommand.class,
            MergeCommand.class,
            TuneCommand.class,
            ReportCommand.class,
            CheckCommand.class,
            BuildCommand.class,
            FmtCommand.class,
            InspectCommand.class,
            RewriteCommand.class,
            TestCommand.class,
            LspCommand.class,
            ExplainCommand.class);

    @Mixin
    private Console console;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MODEL.rsp",
            description = "The model's source. Or a MODEL.onnx, for OUT.java and OUT.class; --sparsity or"
                    + " --policy FILE.rsp[:NAME] thins it.")
    private Path model;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "What to write: OUT.java or OUT.class with the weights beside it as OUT.weights, OUT.jar,"
                    + " which runs alone, or OUT.onnx, for ONNX Runtime and others.")
    private Path output;

    @Option(
            names = "--release",
            paramLabel = "N",
            description = "Write class files for Java N. Default: 25, the oldest that the runtime works with.")
    private Integer release;

    @Option(
            names = "--emit",
            paramLabel = "listing",
            description = "Write no class but its listing, to OUT or standard output: the code that line numbers of"
                    + " class files, in stack traces and profiles, point into.")
    private Emitted emit;

    @Option(
            names = "--form",
            paramLabel = "FORM",
            description =
                    "How OUT.onnx has thinned linears: as calls of a function of its own, or inline. Default: that of"
                            + " the file's target onnx, else function.")
    private ExportTask.Form form;

    @Mixin
    private CompileOptions options;

    /// What is written in place of classes.
    private enum Emitted {
        LISTING
    }

    @Mixin
    private OnnxCompileOptions onnx;

    @Option(names = "--json", description = "Print what was written, or what is wrong, as one JSON object.")
    private boolean json;

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(execute(commandLine(asked(args)).setOut(out).setErr(err), args));
    }

    /// An error of the JVM is not an exception of a command, and would end with status 1: "the input is wrong".
    static int execute(CommandLine command, String... args) {
        try {
            return command.execute(args);
        } catch (OutOfMemoryError e) {
            command.getErr()
                    .println("rsparsec: out of memory (" + e.getMessage()
                            + "); give the JVM more, for example with JAVA_TOOL_OPTIONS=-Xmx8g");
            return Failures.SYSTEM_TROUBLE;
        } catch (StackOverflowError | LinkageError e) {
            return Failures.internal(e, command.getErr());
        }
    }

    /// The command line with its handling of failures, for `main` and for tests.
    public static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    /// The command that stands first, alone: what the others take would be read from their classes, a tenth of a
    /// second in which nothing happens. All of them where none does, for the help and for misspelt names.
    private static List<Class<?>> asked(String[] args) {
        return COMMANDS.stream()
                .filter(command -> args.length > 0
                        && command.getAnnotation(Command.class).name().equals(args[0]))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS);
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        CommandLine line = new CommandLine(new Main());
        commands.forEach(line::addSubcommand);
        return line.setExecutionExceptionHandler(new Failures())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    @Override
    public Integer call() {
        boolean isOnnx = model != null && OnnxModels.isOne(model);
        if (isOnnx) {
            Set<String> names = new HashSet<>(Set.of("--output", "--release", "--policy", "--json"));
            names.addAll(OnnxCompileOptions.names());
            OnnxModels.allow(console, names);
        } else {
            OnnxCompileOptions.refuse(console);
        }
        if (model != null && emit != null) {
            return new ListingTask(model, Optional.ofNullable(output), options, json, console).call();
        }
        if (model == null || output == null) {
            throw new CommandLine.ParameterException(
                    console.commandLine(),
                    model == null
                            ? "name a MODEL.rsp, or a command"
                            : "name the output: -o "
                                    + (isOnnx ? "OUT.java or OUT.class" : "OUT.java, OUT.class, OUT.jar or OUT.onnx"));
        }
        OutputName name = OutputName.of(output);
        return isOnnx
                ? new OnnxCompileTask(
                                model,
                                output,
                                name,
                                release(),
                                options.policyName().map(Path::of),
                                onnx,
                                json,
                                console)
                        .call()
                : compile(name);
    }

    private int compile(OutputName name) {
        if (name.kind() == OutputName.Kind.ONNX) {
            if (release != null) {
                throw new CommandLine.ParameterException(
                        console.commandLine(), "--release is for classes, not for an ONNX model");
            }
            return new ExportTask(model, output, Optional.ofNullable(form), options, json, console).call();
        }
        if (form != null) {
            throw new CommandLine.ParameterException(console.commandLine(), "--form is for an ONNX model, OUT.onnx");
        }
        return new CompileTask(model, output, name, release(), options, json, console).call();
    }

    /// The Java version asked for. This JVM's is the newest whose class files are known to be right.
    private int release() {
        int newest = Runtime.version().feature();
        if (release != null && (release < BytecodeEmitter.OLDEST_RELEASE || release > newest)) {
            throw new CommandLine.ParameterException(
                    console.commandLine(),
                    "--release: expected a Java version from " + BytecodeEmitter.OLDEST_RELEASE
                            + ", which the runtime needs, to " + newest + ", found " + release);
        }
        return release == null ? BytecodeEmitter.OLDEST_RELEASE : release;
    }
}
