package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.runtime.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// Where a command takes its tokens from, and how it cuts them into windows.
final class TokenOptions {

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "512",
            description = "Tokens per window; windows do not overlap. Default: ${DEFAULT-VALUE}.")
    private int window;

    /// One of two kinds of file.
    static final class Source {
        @Option(names = "--text", paramLabel = "FILE", description = "UTF-8 text; no begin token is added.")
        private Path text;

        @Option(names = "--tokens", paramLabel = "FILE.u16", description = "Token ids, little-endian 16 bits each.")
        private Path tokens;
    }

    int window() {
        return window;
    }

    Path file() {
        return source.tokens != null ? source.tokens : source.text;
    }

    /// All windows of the file, up to `limit` tokens in all.
    ///
    /// @throws ProjectException when the file cannot be read, holds an id outside the vocabulary, or is too short,
    ///     or a window does not fit the model
    List<int[]> windows(ModelProject project, long limit) {
        if (window < 2) {
            throw problem("a window of " + window + " tokens predicts nothing", "give --window 2 or more");
        }
        int positions = Engine.maxPositions(project.config());
        if (window > positions) {
            throw problem(
                    "a window of " + window + " tokens is longer than the model's " + positions + " positions",
                    "give a smaller --window");
        }
        int[] ids = ids(project);
        if (Math.min(ids.length, limit) < window) {
            throw problem(
                    ids.length < window
                            ? "holds " + ids.length + " tokens, which is less than one window of " + window
                            : "reading " + limit + " tokens of it is less than one window of " + window,
                    "give a longer text or a smaller --window");
        }
        int count = (int) (Math.min(ids.length, limit) / window);
        List<int[]> windows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            windows.add(Arrays.copyOfRange(ids, i * window, (i + 1) * window));
        }
        return windows;
    }

    private int[] ids(ModelProject project) {
        try {
            int[] ids = source.tokens != null
                    ? unpack(Files.readAllBytes(source.tokens))
                    : Tokenizer.load(project.tokenizerPath()).encode(Files.readString(source.text), false);
            int vocabulary =
                    project.model().graph().outputs().getFirst().value().type().size(-1);
            for (int i = 0; i < ids.length; i++) {
                if (ids[i] >= vocabulary) {
                    throw problem(
                            "token " + i + " has id " + ids[i] + ", outside the vocabulary of " + vocabulary,
                            "the file was made with another tokenizer");
                }
            }
            return ids;
        } catch (IOException problem) {
            throw FileProblems.unreadable(file(), problem);
        }
    }

    private int[] unpack(byte[] bytes) {
        if (bytes.length % 2 != 0) {
            throw problem("has " + bytes.length + " bytes, an odd number", "a token takes two bytes");
        }
        int[] ids = new int[bytes.length / 2];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Byte.toUnsignedInt(bytes[2 * i]) | Byte.toUnsignedInt(bytes[2 * i + 1]) << 8;
        }
        return ids;
    }

    private ProjectException problem(String message, String help) {
        return ProjectException.of(file().toString(), Code.TOKENS, message, help);
    }
}
