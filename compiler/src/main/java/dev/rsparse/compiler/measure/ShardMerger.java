package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.LockStore;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyTensors;
import dev.rsparse.compiler.project.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Joins shards into the measurement that one run over all windows would have made.
public final class ShardMerger {

    private static final String MEASURE_AGAIN =
            "copy the shard again, or measure it anew with rsparsec calibrate --shard";

    private final ModelProject project;
    private final String tool;
    private final Consumer<String> messages;
    private final List<Diagnostic> problems = new ArrayList<>();

    private ShardMerger(ModelProject project, String tool, Consumer<String> messages) {
        this.project = project;
        this.tool = tool;
        this.messages = messages;
    }

    /// A whole measurement.
    ///
    /// @param measurer of the policies that were measured
    /// @param policies their names
    /// @param text what was measured on
    public record Merged(PolicyMeasurer measurer, List<String> policies, Tally tally, Lock.Calibration text) {}

    private record Named(Path path, Shard shard) {}

    /// Reads and joins the shards at `paths`, given in any order.
    ///
    /// @param tool version of rsparsec
    /// @param messages told in one line what takes long
    /// @throws ProjectException with a diagnostic for each file that does not fit, and for the parts that are
    ///     missing
    public static Merged merge(ModelProject project, String tool, List<Path> paths, Consumer<String> messages) {
        return new ShardMerger(project, tool, messages).merge(paths);
    }

    private Merged merge(List<Path> paths) {
        List<Named> shards = paths.stream().flatMap(path -> read(path).stream()).toList();
        failIfAny();
        Shard first = shards.getFirst().shard();
        PolicyMeasurer measurer = new PolicyMeasurer(
                project,
                policies(paths.getFirst(), first),
                LockStore.of(project).read(),
                PolicyTensors.NONE,
                tool,
                messages);
        SortedMap<Boolean, Pass> passes = measurer.passes();
        Subject expected = measurer.subject(passes, first.subject().text());
        Map<Integer, Named> parts = new TreeMap<>();
        for (Named shard : shards) {
            requireFit(shard.path(), shard.shard(), expected, first.part().of());
            requireNew(shard, parts);
        }
        failIfAny();
        requireAll(parts, first.part().of());
        Tally tally = new Tally(PolicyMeasurer.nothingYet(passes));
        parts.values().forEach(named -> named.shard().addTo(tally));
        List<String> names = List.copyOf(first.subject().policies().keySet());
        return new Merged(measurer, names, tally, tally.text(expected.text()));
    }

    private Optional<Named> read(Path path) {
        try {
            return Optional.of(new Named(path, ShardFile.read(Files.readAllBytes(path))));
        } catch (ShardException problem) {
            report(path, Code.SHARD_CORRUPT, problem.getMessage(), MEASURE_AGAIN);
        } catch (IOException problem) {
            problems.addAll(FileProblems.unreadable(path, problem).diagnostics());
        }
        return Optional.empty();
    }

    private List<CheckedPolicy> policies(Path path, Shard shard) {
        for (String name : shard.subject().policies().keySet()) {
            if (!project.model().policies().containsKey(name)) {
                report(
                        path,
                        Code.SHARD_OTHER,
                        "was measured for policy '" + name + "': expected one of "
                                + String.join(", ", project.model().policies().keySet()),
                        "measure the shards anew with rsparsec calibrate --shard");
            }
        }
        failIfAny();
        return shard.subject().policies().keySet().stream()
                .map(name -> project.policy(Optional.of(name)))
                .toList();
    }

    private void requireFit(Path path, Shard shard, Subject expected, int parts) {
        Optional<String> difference = expected.difference(shard.subject());
        if (difference.isPresent()) {
            report(
                    path,
                    Code.SHARD_OTHER,
                    "was measured " + difference.get(),
                    "merge shards of one run, or measure this one anew with rsparsec calibrate --shard");
        } else if (shard.part().of() != parts) {
            report(
                    path,
                    Code.SHARD_OTHER,
                    "is part " + shard.part() + ": expected one of " + parts,
                    "merge shards of one run");
        } else if (!shard.finished()) {
            report(
                    path,
                    Code.SHARD_SET,
                    "holds " + shard.windows() + " windows: expected the "
                            + shard.part().size(expected.text().windows()) + " of its part",
                    "run its calibrate command again; it goes on from there");
        }
    }

    private void requireNew(Named named, Map<Integer, Named> parts) {
        Part part = named.shard().part();
        Named other = parts.putIfAbsent(part.number(), named);
        if (other != null) {
            report(
                    named.path(),
                    Code.SHARD_SET,
                    "is part " + part + ", and so is " + other.path() + ": expected each once",
                    "leave one of them out");
        }
    }

    private void requireAll(Map<Integer, Named> parts, int of) {
        List<String> missing = IntStream.rangeClosed(1, of)
                .filter(part -> !parts.containsKey(part))
                .mapToObj(Integer::toString)
                .toList();
        if (!missing.isEmpty()) {
            report(
                    project.source(),
                    Code.SHARD_SET,
                    "expected " + of + " shards, found " + parts.size() + ": part " + String.join(", ", missing)
                            + " missing",
                    missing.stream()
                            .map(part -> "--shard " + part + "/" + of)
                            .collect(Collectors.joining(" and ", "measure it with rsparsec calibrate ", "")));
        }
        failIfAny();
    }

    private void report(Path path, Code code, String message, String help) {
        problems.add(Diagnostic.inFile(path.toString(), code, message).help(help));
    }

    private void failIfAny() {
        if (!problems.isEmpty()) {
            throw new ProjectException(problems, Map.of());
        }
    }
}
