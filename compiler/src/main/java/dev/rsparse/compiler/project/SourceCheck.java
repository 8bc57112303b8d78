package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckResult;
import dev.rsparse.compiler.check.Checker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/// The text of a `.rsp` file, checked against the checkpoint beside it. Text that does not parse asks for nothing else;
/// of weight files headers are read, never weights.
///
/// @param sources the text of each file by the name that spans use
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
        try (FolderCheckpoint files =
                new FolderCheckpoint(ModelProject.checkpointFolder(source), OptionalLong.empty())) {
            return new SourceCheck(Checker.check(source.toString(), text, files), Map.of(source.toString(), text));
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
