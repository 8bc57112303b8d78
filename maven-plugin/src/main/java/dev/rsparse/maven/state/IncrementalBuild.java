package dev.rsparse.maven.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;

/// One goal's build: has what changed compiled, puts what that gave in place, and removes what nothing gives any more.
/// A build without changes touches no file and asks for no compiler.
///
/// @param state the file that remembers the last build
/// @param key of this build
public record IncrementalBuild(Path state, String key, Places places) {

    /// What was made of one source.
    ///
    /// @param inputs files that it depends on, also those that would matter if they were there
    /// @param files what was written, below the folder that the compiler was given
    public record Built(List<Path> inputs, List<Path> files) {}

    /// @param libraries sources that are there to be imported, also among those that did not change
    /// @param sources what was made of each of the others that changed
    public record Compiled(Set<Path> libraries, Map<Path, Built> sources) {}

    /// What compiles.
    @FunctionalInterface
    public interface Compiler {

        /// @param changed the sources to compile
        /// @param unchanged the others, which may import them
        /// @param folder where to write; empty
        Compiled compile(List<Path> changed, List<Path> unchanged, Path folder)
                throws IOException, MojoExecutionException, MojoFailureException;
    }

    /// How many sources were compiled, of how many, and how many files changed.
    public record Outcome(int compiled, int sources, int changedFiles) {

        /// The same in a few words, such as `1 of 3 sources compiled, 2 files changed`.
        ///
        /// @param what sources are called, such as `source`
        /// @param done what was done with them, such as `compiled`
        public String describe(String what, String done) {
            String all = sources + " " + what + (sources == 1 ? "" : "s");
            if (compiled == 0) {
                return sources == 0 ? "no " + what + "s" : all + " up to date";
            }
            String files = changedFiles + (changedFiles == 1 ? " file" : " files") + " changed";
            return compiled + " of " + all + " " + done + (changedFiles == 0 ? "" : ", " + files);
        }
    }

    /// @param sources all of them, absolute
    public Outcome run(SortedSet<Path> sources, Compiler compiler)
            throws IOException, MojoExecutionException, MojoFailureException {
        long start = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        BuildState last = BuildState.read(state);
        SortedMap<Path, SourceRecord> records = unchanged(sources, last);
        boolean same =
                records.size() == sources.size() && last.sources().keySet().equals(sources);
        int compiled = 0;
        int changedFiles = 0;
        if (!same) {
            // Whether something imports a library is known when all sources are looked at together.
            records.values().removeIf(SourceRecord::library);
            List<Path> changed = new ArrayList<>(sources);
            changed.removeAll(records.keySet());
            compiled = changed.size();
            if (!changed.isEmpty()) {
                changedFiles = compile(changed, records, compiler, start);
            }
            removeOrphans(last, records);
        }
        new BuildState(key, records).write(state);
        return new Outcome(compiled, sources.size(), changedFiles);
    }

    private SortedMap<Path, SourceRecord> unchanged(SortedSet<Path> sources, BuildState last) throws IOException {
        SortedMap<Path, SourceRecord> records = new TreeMap<>();
        if (last.key().equals(key)) {
            for (Path source : sources) {
                SourceRecord known = last.sources().get(source);
                if (known != null) {
                    known.unchanged().ifPresent(record -> records.put(source, record));
                }
            }
        }
        return records;
    }

    private int compile(List<Path> changed, SortedMap<Path, SourceRecord> records, Compiler compiler, long start)
            throws IOException, MojoExecutionException, MojoFailureException {
        Path folder = state.resolveSibling(state.getFileName() + ".staged");
        deleteTree(folder);
        Files.createDirectories(folder);
        try {
            Compiled made = compiler.compile(changed, List.copyOf(records.keySet()), folder);
            requireOwners(made, records, folder);
            int changedFiles = 0;
            for (Map.Entry<Path, Built> source : made.sources().entrySet()) {
                List<FileStamp> outputs = new ArrayList<>();
                for (Path file : source.getValue().files()) {
                    Path place = places.of(folder.relativize(file));
                    changedFiles += Places.put(file, place) ? 1 : 0;
                    outputs.add(FileStamp.of(place));
                }
                records.put(
                        source.getKey(),
                        new SourceRecord(false, inputs(source.getValue().inputs(), start), outputs));
            }
            for (Path library : made.libraries()) {
                records.put(library, new SourceRecord(true, inputs(List.of(library), start), List.of()));
            }
            return changedFiles;
        } finally {
            deleteTree(folder);
        }
    }

    private static List<FileStamp> inputs(List<Path> files, long start) throws IOException {
        List<FileStamp> stamps = new ArrayList<>();
        for (Path file : files) {
            stamps.add(FileStamp.at(file, start));
        }
        return stamps;
    }

    /// Refuses two sources that give the same file.
    private void requireOwners(Compiled made, SortedMap<Path, SourceRecord> records, Path folder)
            throws MojoFailureException {
        Map<Path, Path> owners = new HashMap<>();
        records.forEach((source, record) -> record.outputs().forEach(output -> owners.put(output.path(), source)));
        owners.values().removeAll(made.libraries());
        for (Map.Entry<Path, Built> source : made.sources().entrySet()) {
            for (Path file : source.getValue().files()) {
                Path relative = folder.relativize(file);
                Path owner = owners.putIfAbsent(places.of(relative), source.getKey());
                if (owner != null) {
                    throw new MojoFailureException(owner + " and " + source.getKey() + " both give " + relative
                            + ": name another class or package in the target of one of them");
                }
            }
        }
    }

    private void removeOrphans(BuildState last, SortedMap<Path, SourceRecord> records) throws IOException {
        Set<Path> kept = new HashSet<>();
        records.values().forEach(record -> record.outputs().forEach(output -> kept.add(output.path())));
        for (SourceRecord record : last.sources().values()) {
            for (FileStamp output : record.outputs()) {
                if (!kept.contains(output.path())) {
                    places.remove(output.path());
                }
            }
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
