package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.inspect.OnnxCheck;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.run.OnnxCalibration;
import dev.rsparse.compiler.onnx.run.OnnxComparison;
import dev.rsparse.compiler.onnx.run.OnnxDensity;
import dev.rsparse.compiler.onnx.run.OnnxSession;
import dev.rsparse.compiler.onnx.run.RunProgress;
import dev.rsparse.compiler.onnx.run.Samples;
import dev.rsparse.compiler.onnx.sites.SiteScore;
import dev.rsparse.compiler.project.FileProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// What ONNX models are run on: inputs that thresholds are measured on, and the check of a rewritten model.
final class OnnxRunOptions {

    /// What the exact form may differ by, from other orders of sums alone.
    private static final double EXACT = 1e-4;

    @Option(
            names = "--inputs",
            paramLabel = "DIR",
            description =
                    "Inputs to measure thresholds on, and to check on: NAME.npy or input_N.pb for each input of the"
                            + " model, in a folder for each sample, or in DIR itself for one; where the model has one input, each"
                            + " .npy in DIR is a sample. Default: test_data_set_* beside the model, if there, else random ones.")
    private Path inputs;

    @Option(
            names = "--check",
            paramLabel = "N",
            description =
                    "Run both models in ONNX Runtime on up to N inputs; print how far the outputs differ, and which"
                            + " share of its channels each linear reads.")
    private Integer check;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            description = "With --check: end with status 1 when an output differs by more than T * max(1, |original|)."
                    + " Default: 1e-4 for --form split, any difference for the others.")
    private Double tolerance;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of ONNX Runtime. Default: 2.")
    private int threads = OnnxSession.THREADS;

    /// Refuses what does not go together.
    ///
    /// @param isWriting whether a model is written at all
    void validate(Console console, boolean isWriting) {
        if (check != null && !isWriting) {
            throw new ParameterException(console.commandLine(), "--check is for the model that -o OUT.onnx writes");
        }
        if (tolerance != null && check == null) {
            throw new ParameterException(console.commandLine(), "--tolerance is for --check");
        }
        if (tolerance != null && !(tolerance >= 0)) {
            throw new ParameterException(
                    console.commandLine(), "--tolerance: expected a number from 0, found " + tolerance);
        }
        if (check != null && check < 1) {
            throw new ParameterException(console.commandLine(), "--check: expected a number from 1, found " + check);
        }
        if (threads < 1) {
            throw new ParameterException(
                    console.commandLine(), "--threads: expected a number from 1, found " + threads);
        }
    }

    /// Refuses to write over the model that a check needs.
    void checkTarget(Console console, Path model, Path target) {
        try {
            if (check != null && Files.exists(target) && Files.isSameFile(model, target)) {
                throw new ParameterException(
                        console.commandLine(), "--check needs the original: name another file with -o");
            }
        } catch (IOException problem) {
            throw FileProblems.unwritable(target, problem);
        }
    }

    boolean isCheckAsked() {
        return check != null;
    }

    /// Thresholds for sites of `file`; warnings are printed.
    OnnxCalibration calibrate(OnnxFile file, List<SiteScore> scores, Console console) {
        Samples samples = Samples.of(file, Optional.ofNullable(inputs), OnnxCalibration.RANDOM_SAMPLES);
        OnnxCalibration calibration =
                OnnxCalibration.run(file, samples, scores, threads, progress(console, "runs to measure thresholds"));
        console.print(calibration.warnings(), Map.of());
        return calibration;
    }

    /// Runs a rewritten model beside its original; the result is to be printed.
    ///
    /// @param isExact whether the rewritten model computes the same but for the order of sums
    OnnxCheck check(OnnxFile original, Path rewritten, boolean isExact, Measured measured, Console console) {
        Samples samples =
                Samples.of(original, Optional.ofNullable(inputs), check).first(check);
        OnnxComparison comparison =
                OnnxComparison.run(original, rewritten, samples, threads, progress(console, "inputs checked"));
        List<OnnxDensity> densities = OnnxDensity.of(
                OnnxFile.read(rewritten),
                samples,
                measured.scores(),
                measured.thresholds(),
                threads,
                progress(console, "runs to count channels"));
        Optional<Double> standard = isExact ? Optional.of(EXACT) : Optional.empty();
        return new OnnxCheck(
                comparison, densities, Optional.ofNullable(tolerance).or(() -> standard));
    }

    /// The exit status for a check that is done: 1, and why, where it is not good.
    static int status(OnnxCheck check, Path rewritten, Console console) {
        if (check.isGood()) {
            return 0;
        }
        Diagnostic problem = Diagnostic.inFile(rewritten.toString(), Code.ONNX_CHECK, check.problem())
                .help("ask for less sparsity, leave some linears dense, or allow more with --tolerance");
        console.print(List.of(problem), Map.of());
        return problem.code().exitStatus();
    }

    private static RunProgress progress(Console console, String what) {
        Progress[] shown = new Progress[1];
        return (runs, all) -> {
            if (shown[0] == null) {
                shown[0] = new Progress(console, what, all);
            }
            shown[0].done(runs);
        };
    }
}
