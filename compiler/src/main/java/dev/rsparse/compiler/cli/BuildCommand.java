package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.DiagnosticJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `rsparsec build`, for build tools: compiles all models of some sources, and says as JSON which files each was made
/// from and which it gave. All sources are tried, so that one run tells what is wrong with any of them.
@Command(
        name = "build",
        hidden = true,
        description = "Compiles every target of source files into a tree of packages, or checks their locks.",
        sortOptions = false)
final class BuildCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Parameters(arity = "0..*", paramLabel = "FILE.rsp", description = "The sources to compile.")
    private List<Path> files = List.of();

    @Option(
            names = "--unchanged",
            paramLabel = "FILE.rsp",
            description = "A source that is not to be compiled, but may import others of them; any number of times.")
    private List<Path> unchanged = List.of();

    @Option(names = "--into", paramLabel = "DIR", description = "Where the packages are. They need not be there yet.")
    private Path into;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "The root of the sources: a class whose target names no package is in that of the folder of"
                    + " its source below this one.")
    private Path root;

    @Option(
            names = "--package",
            paramLabel = "NAME",
            description = "The package of classes whose target names none. Default: see --root.")
    private String packageName;

    @Option(names = "--emit", paramLabel = "KIND", defaultValue = "source", description = "source or bytecode.")
    private OutputTree.Emit emit;

    @Option(names = "--check", description = "Write nothing: check that locks and assertions fit the policies.")
    private boolean check;

    @Mixin
    private CompileOptions options;

    @Override
    public Integer call() {
        if (!check && into == null) {
            throw new ParameterException(console.commandLine(), "name the folder of the packages: --into DIR");
        }
        List<Path> all = Stream.concat(files.stream(), unchanged.stream()).toList();
        SourceSet set = new SourceSet(all);
        List<Object> built = new ArrayList<>();
        List<Diagnostic> found = new ArrayList<>();
        for (Path file : files) {
            if (!set.isLibrary(file)) {
                built.add(build(file, found));
            }
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("libraries", names(all.stream().filter(set::isLibrary)));
        report.put("sources", built);
        report.putAll(DiagnosticJson.report(found));
        console.json(report);
        return Failures.status(found).orElse(0);
    }

    /// Compiles one source as far as it can be; problems are printed and added to `found`.
    private Map<String, Object> build(Path file, List<Diagnostic> found) {
        BuiltSource source = new BuiltSource(file, options, console);
        try {
            if (check) {
                source.check();
            } else {
                source.write(new OutputTree(into, Optional.ofNullable(packageName), Optional.ofNullable(root), emit));
            }
        } catch (RuntimeException failure) {
            Failures.Problem problem = Failures.problem(failure).orElseThrow(() -> failure);
            console.print(problem.diagnostics(), problem.sources());
            found.addAll(problem.diagnostics());
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("source", file.toString());
        object.put("inputs", names(source.inputs().stream()));
        object.put("files", names(source.written().stream()));
        return object;
    }

    private static List<String> names(Stream<Path> paths) {
        return paths.map(Path::toString).distinct().toList();
    }
}
