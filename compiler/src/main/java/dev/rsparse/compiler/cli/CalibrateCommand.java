package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.measure.KnownWindows;
import dev.rsparse.compiler.measure.Part;
import dev.rsparse.compiler.measure.PolicyMeasurer;
import dev.rsparse.compiler.measure.ResumableRun;
import dev.rsparse.compiler.measure.Tally;
import dev.rsparse.compiler.measure.TensorMeasurer;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyTensors;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.tokens.TextIdentity;
import dev.rsparse.compiler.tokens.WindowSource;
import dev.rsparse.runtime.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rsparsec calibrate`: measures the thresholds of policies and writes the lock file, or a shard of it.
@Command(
        name = "calibrate",
        description = "Measures the thresholds of the file's policies over a text and writes them to MODEL.rsplock."
                + " When interrupted, the same command goes on from where it was.",
        sortOptions = false)
final class CalibrateCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Parameters(paramLabel = "MODEL.rsp", description = "The model's source.")
    private Path model;

    @Mixin
    private CalibrationText text;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "Measure this policy; may be given several times. Default: all of the file.")
    private List<String> policies = List.of();

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            converter = PartConverter.class,
            description = "Measure part I of N parts of the windows and write a shard for 'rsparsec merge'.")
    private Part shard;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The shard to write. Default: MODEL.rspshard-I-of-N beside the source.")
    private Path output;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (output != null && shard == null) {
            throw new CommandLine.ParameterException(
                    console.commandLine(), "-o names a shard: give --shard too; the lock lies beside the source");
        }
        try (ModelProject project = ModelProject.open(model)) {
            Reads.requireTokens(project);
            console.print(project.warnings(), project.sources());
            List<CheckedPolicy> chosen = chosen(project);
            LockWriter lock = new LockWriter(project, console);
            TunedCalibration tuned = new TunedCalibration(project, chosen, lock.read(), console);
            requireShardable(project, chosen, tuned.policies());
            WindowSource source = text.windows(project, chosen, console, CalibrationText.SAMPLES);
            TensorMeasurer tensors = TensorMeasurer.of(project, chosen);
            boolean once = tensors.passes() == 0 && tuned.policies().isEmpty();
            WindowSource windows = once ? source : known(project, source);
            PolicyTensors measured = measure(tensors, windows);
            List<CheckedPolicy> plain = new ArrayList<>(chosen);
            plain.removeAll(tuned.policies());
            Path target = shard == null ? lock.path() : output == null ? shardPath(project) : output;
            List<Lock.Calibration> read = new ArrayList<>();
            if (!plain.isEmpty()) {
                read.add(measureDense(project, plain, windows, measured, lock, target));
            }
            if (windows instanceof KnownWindows known) {
                read.addAll(tuned.run(known, measured, lock));
            }
            print(lock, target, chosen, read.getFirst());
        }
        return 0;
    }

    /// Thresholds from scores in the dense model.
    private Lock.Calibration measureDense(
            ModelProject project,
            List<CheckedPolicy> chosen,
            WindowSource windows,
            PolicyTensors tensors,
            LockWriter lock,
            Path target)
            throws InterruptedException {
        Part part = shard == null ? Part.WHOLE : shard;
        int count = requireWindows(project, part, windows.identity());
        PolicyMeasurer measurer =
                new PolicyMeasurer(project, chosen, lock.read(), tensors, Main.VERSION, console::message);
        ResumableRun run = new ResumableRun(measurer, windows, part, partial(target), console::message);
        Progress progress = new Progress(console, "windows", count);
        Tally tally = run.run(ResumableRun.INTERVAL, progress::done);
        Lock.Calibration read = tally.text(windows.identity());
        if (shard == null) {
            lock.write(measurer, tally.measurement(), read);
        } else {
            write(target, run.shard(tally));
        }
        run.discard();
        return read;
    }

    private List<CheckedPolicy> chosen(ModelProject project) {
        List<CheckedPolicy> chosen = (policies.isEmpty()
                        ? project.model().policies().keySet()
                        : policies)
                .stream()
                        .distinct()
                        .map(name -> project.policy(Optional.of(name)))
                        .filter(policy -> !policy.isDense())
                        .toList();
        if (chosen.isEmpty()) {
            throw new CommandLine.ParameterException(
                    console.commandLine(), "there is nothing to measure: no policy chosen thins a linear");
        }
        return chosen;
    }

    private void requireShardable(ModelProject project, List<CheckedPolicy> chosen, List<CheckedPolicy> tuned) {
        for (CheckedPolicy policy : chosen) {
            boolean tensors = TensorMeasurer.of(project, List.of(policy)).passes() > 0;
            if (shard != null && (tensors || tuned.contains(policy))) {
                throw ProjectException.of(
                        project.source().toString(),
                        Code.NOT_IN_PARTS,
                        "policy '" + policy.name() + "' cannot be measured in parts: " + whole(policy, tensors),
                        "calibrate it without --shard; name the other policies with --policy");
            }
        }
    }

    private static String whole(CheckedPolicy policy, boolean tensors) {
        if (!tensors) {
            return "what a search found is measured layer by layer over the whole text";
        }
        return (policy.rotated() ? "its basis" : "what its rows are scored by") + " comes from the whole text";
    }

    /// A text that is read more than once is written once.
    private KnownWindows known(ModelProject project, WindowSource source) {
        Progress progress =
                new Progress(console, "windows sampled", source.identity().windows());
        return KnownWindows.of(project, source, progress::done);
    }

    private PolicyTensors measure(TensorMeasurer tensors, WindowSource windows) throws InterruptedException {
        if (!(windows instanceof KnownWindows(var identity, var known))) {
            return PolicyTensors.NONE;
        }
        Progress progress =
                new Progress(console, "windows for bases and scales", tensors.passes() * identity.windows());
        return tensors.run(known, progress::done);
    }

    private static int requireWindows(ModelProject project, Part part, TextIdentity text) {
        int windows = part.size(text.windows());
        if (windows == 0) {
            throw ProjectException.of(
                    project.source().toString(),
                    Code.TOKENS,
                    text.windows() + " windows cannot be shared out to " + part.of() + " shards",
                    "give more windows or fewer shards");
        }
        return windows;
    }

    private Path shardPath(ModelProject project) {
        return project.beside(".rspshard-" + shard.number() + "-of-" + shard.of());
    }

    private static Path partial(Path target) {
        return target.resolveSibling(target.getFileName() + ".partial");
    }

    private static void write(Path target, byte[] shard) {
        try {
            AtomicFile.write(target, shard);
        } catch (IOException problem) {
            throw FileProblems.unwritable(target, problem);
        }
    }

    private void print(LockWriter lock, Path target, List<CheckedPolicy> chosen, Lock.Calibration read) {
        List<String> names = chosen.stream().map(CheckedPolicy::name).toList();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put(shard == null ? "lock" : "shard", target.toString());
            object.put("policies", names);
            object.put("tokens", read.tokens());
            object.put("windows", read.windows());
            console.json(object);
        } else {
            lock.print(target, names, read.tokens());
        }
    }

    /// `2/4` as a part.
    static final class PartConverter implements CommandLine.ITypeConverter<Part> {
        @Override
        public Part convert(String text) {
            String[] numbers = text.split("/", -1);
            try {
                return new Part(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException problem) {
                throw new CommandLine.TypeConversionException(
                        "expected I/N with I in 1..N, such as 2/4, found " + text);
            }
        }
    }
}
