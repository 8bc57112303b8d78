package dev.rsparse.compiler.project;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.runtime.app.InputException;
import dev.rsparse.runtime.io.WeightFileException;
import dev.rsparse.runtime.text.TokenizerException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Trouble with files as diagnostics.
public final class FileProblems {

    private FileProblems() {}

    /// A checkpoint file that is absent or unsound.
    public static Diagnostic of(WeightFileException problem) {
        Code code = problem.kind() == WeightFileException.Kind.UNREADABLE ? Code.FILE_UNREADABLE : Code.CHECKPOINT;
        return Diagnostic.inFile(problem.path().toString(), code, problem.problem())
                .help(problem.help());
    }

    /// A tokenizer file that is absent, damaged, or of another kind.
    public static Diagnostic of(TokenizerException problem) {
        Code code = problem.getCause() instanceof IOException ? Code.FILE_UNREADABLE : Code.TOKENIZER;
        String place = problem.part().isEmpty() ? "" : problem.part() + ": ";
        return Diagnostic.inFile(problem.path().toString(), code, place + problem.problem())
                .help(problem.help());
    }

    /// A prompt or rows of numbers that do not fit the model.
    public static Diagnostic of(InputException problem) {
        return Diagnostic.inFile(problem.subject(), Code.TOKENS, problem.problem())
                .help(problem.help());
    }

    /// A file that cannot be read.
    public static ProjectException unreadable(Path path, IOException problem) {
        String reason;
        if (Files.isDirectory(path)) {
            reason = "is a directory";
        } else if (problem instanceof NoSuchFileException) {
            reason = "does not exist";
        } else if (problem instanceof CharacterCodingException) {
            reason = "is not UTF-8 text";
        } else {
            reason = "cannot be read: " + reason(problem);
        }
        return ProjectException.of(path.toString(), Code.FILE_UNREADABLE, reason, "check the path and its permissions");
    }

    /// A file that cannot be written.
    public static ProjectException unwritable(Path path, IOException problem) {
        return ProjectException.of(
                path.toString(),
                Code.FILE_UNWRITABLE,
                reason(problem),
                "free space or choose another path; what stood there before is untouched");
    }

    private static String reason(IOException problem) {
        boolean named = problem instanceof FileSystemException system && system.getReason() != null;
        return named ? ((FileSystemException) problem).getReason() : String.valueOf(problem.getMessage());
    }
}
