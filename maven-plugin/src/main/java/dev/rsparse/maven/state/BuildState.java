package dev.rsparse.maven.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the last build of a goal left: a text of lines with tabs between their fields, which a build that has nothing
/// to do reads in no time.
///
/// @param key of the build, see [BuildKey]
/// @param sources by path
public record BuildState(String key, SortedMap<Path, SourceRecord> sources) {

    private static final String FORMAT = "rsparse-maven-plugin state 1";

    /// Of a build that never was.
    public static final BuildState NONE = new BuildState("", new TreeMap<>());

    public BuildState {
        sources = new TreeMap<>(sources);
    }

    /// The state in a file; [#NONE] when it is absent or not to be understood, and all is built again.
    public static BuildState read(Path file) throws IOException {
        try {
            return parse(Files.readAllLines(file)).orElse(NONE);
        } catch (NoSuchFileException absent) {
            return NONE;
        }
    }

    private static Optional<BuildState> parse(List<String> lines) {
        if (lines.size() < 2 || !lines.get(0).equals(FORMAT)) {
            return Optional.empty();
        }
        SortedMap<Path, SourceRecord> sources = new TreeMap<>();
        try {
            for (int line = 2; line < lines.size(); ) {
                String[] heading = lines.get(line).split("\t", -1);
                int inputs = Integer.parseInt(heading[1]);
                int outputs = Integer.parseInt(heading[2]);
                int first = line + 1;
                line = first + inputs + outputs;
                sources.put(
                        Path.of(heading[3]),
                        new SourceRecord(
                                heading[0].equals("library"),
                                stamps(lines.subList(first, first + inputs)),
                                stamps(lines.subList(first + inputs, line))));
            }
        } catch (RuntimeException damaged) {
            return Optional.empty();
        }
        return Optional.of(new BuildState(lines.get(1), sources));
    }

    private static List<FileStamp> stamps(List<String> lines) {
        return lines.stream()
                .map(line -> line.split("\t", -1))
                .map(fields -> new FileStamp(
                        Path.of(fields[3]), Long.parseLong(fields[0]), Long.parseLong(fields[1]), fields[2]))
                .toList();
    }

    /// Writes the state, whole or not at all, unless the file holds it already.
    public void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>(List.of(FORMAT, key));
        for (Map.Entry<Path, SourceRecord> source : sources.entrySet()) {
            SourceRecord found = source.getValue();
            lines.add(String.join(
                    "\t",
                    found.library() ? "library" : "source",
                    Integer.toString(found.inputs().size()),
                    Integer.toString(found.outputs().size()),
                    source.getKey().toString()));
            found.inputs().forEach(stamp -> lines.add(line(stamp)));
            found.outputs().forEach(stamp -> lines.add(line(stamp)));
        }
        if (Files.exists(file) && Files.readAllLines(file).equals(lines)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.write(beside, lines);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String line(FileStamp stamp) {
        return String.join(
                "\t",
                Long.toString(stamp.size()),
                Long.toString(stamp.modified()),
                stamp.digest(),
                stamp.path().toString());
    }
}
