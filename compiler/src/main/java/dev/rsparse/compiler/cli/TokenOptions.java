package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.tokens.TokenWindows;
import java.nio.file.Path;
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
    static class Source {
        @Option(names = "--text", paramLabel = "FILE", description = "UTF-8 text; no begin token is added.")
        private Path text;

        @Option(names = "--tokens", paramLabel = "FILE.u16", description = "Token ids, little-endian 16 bits each.")
        private Path tokens;

        /// The windows of the file, of `window` tokens each, up to `limit` tokens in all.
        ///
        /// @throws ProjectException as [TokenWindows#ofTokens(ModelProject, Path, int, long)]
        final TokenWindows windows(ModelProject project, int window, long limit) {
            return tokens != null
                    ? TokenWindows.ofTokens(project, tokens, window, limit)
                    : TokenWindows.ofText(project, text, window, limit);
        }
    }

    int window() {
        return window;
    }

    Path file() {
        return source.tokens != null ? source.tokens : source.text;
    }

    /// All windows of the file, up to `limit` tokens in all.
    ///
    /// @throws ProjectException as [TokenWindows#ofTokens(ModelProject, Path, int, long)]
    TokenWindows windows(ModelProject project, long limit) {
        return source.windows(project, window, limit);
    }
}
