package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.onnx.cases.CaseResult;
import dev.rsparse.compiler.onnx.cases.CaseResult.Status;
import dev.rsparse.compiler.onnx.cases.CaseRunner;
import dev.rsparse.compiler.onnx.cases.TestCase;
import dev.rsparse.compiler.onnx.cases.Tolerance;
import dev.rsparse.runtime.ModelInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `rsparsec test`: runs folders of test cases.
@Command(
        name = "test",
        description = "Compiles the ONNX models of test cases and compares what they give with what was recorded: one"
                + " line for each case, then the counts. Ends with 1 when a case fails.",
        sortOptions = false)
final class TestCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Parameters(
            arity = "1..*",
            paramLabel = "DIR",
            description = "A case: model.onnx and folders test_data_set_N of input_N.pb and output_N.pb, as the ONNX"
                    + " backend suite lays them out. Or a folder of such.")
    private List<Path> folders;

    @Option(
            names = "--rtol",
            paramLabel = "R",
            defaultValue = "1e-3",
            description = "How far a number may be off, as a part of it. Default: ${DEFAULT-VALUE}, that of the suite.")
    private double relative;

    @Option(
            names = "--atol",
            paramLabel = "A",
            defaultValue = "1e-7",
            description = "How far it may be off besides. Default: ${DEFAULT-VALUE}, that of the suite.")
    private double absolute;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Run on N threads; results do not depend on it. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Mixin
    private LoadingFlag loading;

    @Option(names = "--json", description = "Print one JSON object instead of lines.")
    private boolean json;

    @Override
    public Integer call() {
        if (threads < 1 || threads > ModelInfo.MOST_THREADS) {
            throw new ParameterException(
                    console.commandLine(), "--threads takes a number from 1 to " + ModelInfo.MOST_THREADS);
        }
        List<TestCase> cases = cases();
        List<CaseResult> results = new ArrayList<>();
        CaseRunner runner = new CaseRunner(new Tolerance(relative, absolute), loading.backEnd(), threads);
        for (TestCase testCase : cases) {
            CaseResult result = runner.run(testCase);
            results.add(result);
            if (!json) {
                console.out().println(line(result));
            }
        }
        if (json) {
            console.json(object(results));
        } else {
            console.out().println(counts(results));
        }
        return count(results, Status.FAILED) > 0 ? 1 : 0;
    }

    private List<TestCase> cases() {
        List<TestCase> cases = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new ParameterException(console.commandLine(), folder + " is no folder");
            }
            List<TestCase> found = TestCase.in(folder);
            if (found.isEmpty()) {
                throw new ParameterException(console.commandLine(), folder + " holds no model.onnx");
            }
            cases.addAll(found);
        }
        return cases;
    }

    private static String line(CaseResult result) {
        return switch (result.status()) {
            case PASSED ->
                String.format(Locale.ROOT, "passed       %s (worst difference %.3g)", result.name(), result.worst());
            case FAILED -> "failed       " + result.name() + ": " + result.reason();
            case UNSUPPORTED -> "unsupported  " + result.name() + ": " + result.reason();
        };
    }

    private static String counts(List<CaseResult> results) {
        return results.size() + " cases: " + count(results, Status.PASSED) + " passed, " + count(results, Status.FAILED)
                + " failed, " + count(results, Status.UNSUPPORTED) + " unsupported";
    }

    private static long count(List<CaseResult> results, Status status) {
        return results.stream().filter(result -> result.status() == status).count();
    }

    private static Map<String, Object> object(List<CaseResult> results) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("cases", results.size());
        object.put("passed", count(results, Status.PASSED));
        object.put("failed", count(results, Status.FAILED));
        object.put("unsupported", count(results, Status.UNSUPPORTED));
        List<Map<String, Object>> list = new ArrayList<>();
        for (CaseResult result : results) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("name", result.name());
            each.put("status", result.status().name().toLowerCase(Locale.ROOT));
            // JSON has no infinity.
            each.put("worst", Double.isFinite(result.worst()) ? result.worst() : null);
            each.put("reason", result.reason());
            list.add(each);
        }
        object.put("list", list);
        return object;
    }
}
