package dev.rsparse.compiler.project;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.lock.LockException;
import dev.rsparse.compiler.lock.LockFile;
import dev.rsparse.grammar.Span;
import dev.rsparse.runtime.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The lock file beside a source.
///
/// @param path where it is
public record LockStore(Path path) {

    public static LockStore of(ModelProject project) {
        return new LockStore(project.beside(".rsplock"));
    }

    /// The lock, if the file exists.
    ///
    /// @throws ProjectException when it exists and cannot be used
    public Optional<Lock> read() {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException problem) {
            throw FileProblems.unreadable(path, problem);
        }
        try {
            return Optional.of(LockFile.read(bytes, path.toString()));
        } catch (LockException problem) {
            Span place =
                    new Span(path.toString(), problem.line(), problem.column(), problem.line(), problem.column() + 1);
            Diagnostic diagnostic = Diagnostic.at(place, Code.LOCK_CORRUPT, problem.problem(), "")
                    .help(problem.help());
            throw new ProjectException(
                    List.of(diagnostic), Map.of(path.toString(), new String(bytes, StandardCharsets.UTF_8)));
        }
    }

    /// Writes the lock, whole or not at all.
    ///
    /// @throws ProjectException when it cannot be written
    public void write(Lock lock) {
        try {
            AtomicFile.write(path, LockFile.write(lock));
        } catch (IOException problem) {
            throw FileProblems.unwritable(path, problem);
        }
    }
}
