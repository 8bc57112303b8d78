package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckResult;
import dev.rsparse.compiler.check.Checker;
import dev.rsparse.compiler.check.ImportSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The text of a `.rsp` file, checked against the checkpoint beside it. Text that does not parse asks for nothing else;
/// of weight files headers are read, never weights.
///
/// @param sources the text of each file, imported ones too, by the name that spans use
public record SourceCheck(CheckResult result, Map<String, String> sources) {

    public SourceCheck {
        sources = Map.copyOf(sources);
    }

    /// Reads and checks a file.
    ///
    /// @throws ProjectException when the file cannot be read
    public static SourceCheck of(Path source) {
        return of(source, read(source));
    }

    /// Checks `text` as if it stood in the file `source`.
    public static SourceCheck of(Path source, String text) {
        try (FolderCheckpoint files = new FolderCheckpoint(
                ModelProject.checkpointFolder(source), ModelProject.folder(source), OptionalLong.empty())) {
            return of(source, text, files);
        }
    }

    /// Checks `text` as if it stood in the file `source`, against a checkpoint that stays open.
    static SourceCheck of(Path source, String text, FolderCheckpoint files) {
        CheckResult result = Checker.check(source.toString(), text, files, path -> imported(source, path));
        Map<String, String> sources = new HashMap<>(result.imported());
        sources.put(source.toString(), text);
        return new SourceCheck(result, sources);
    }

    private static Optional<ImportSource.Text> imported(Path source, String path) {
        try {
            Path file = source.resolveSibling(path);
            return Files.isRegularFile(file)
                    ? Optional.of(new ImportSource.Text(file.toString(), Files.readString(file)))
                    : Optional.empty();
        } catch (IOException | InvalidPathException unreadable) {
            // The checker says so where the import stands.
            return Optional.empty();
        }
    }

    /// The text of a source file.
    ///
    /// @throws ProjectException when the file cannot be read
    public static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException problem) {
            throw FileProblems.unreadable(source, problem);
        }
    }
}
