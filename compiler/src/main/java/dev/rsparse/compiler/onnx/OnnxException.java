package dev.rsparse.compiler.onnx;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// An ONNX model, or a data file of one, that cannot be used.
public final class OnnxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Diagnostic diagnostic;

    private OnnxException(Diagnostic diagnostic, Throwable cause) {
        super(diagnostic.toString(), cause);
        this.diagnostic = diagnostic;
    }

    /// @param file the model
    /// @param help what the user can do about it
    public static OnnxException of(Path file, Code code, String message, String help) {
        return new OnnxException(
                Diagnostic.inFile(file.toString(), code, message).help(help), null);
    }

    /// A file or folder that is absent, or that this user may not read.
    public static OnnxException unreadable(Path file, IOException problem) {
        String reason;
        if (Files.isDirectory(file)) {
            reason = "is a directory";
        } else if (problem instanceof NoSuchFileException) {
            reason = "does not exist";
        } else if (problem instanceof FileSystemException system && system.getReason() != null) {
            reason = "cannot be read: " + system.getReason();
        } else {
            reason = "cannot be read: " + problem.getMessage();
        }
        Diagnostic diagnostic = Diagnostic.inFile(file.toString(), Code.FILE_UNREADABLE, reason)
                .help("check the path and its permissions");
        return new OnnxException(diagnostic, problem);
    }

    /// What is wrong; an error.
    public Diagnostic diagnostic() {
        return diagnostic;
    }
}
