package dev.rsparse.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.DiagnosticRenderer;
import dev.rsparse.grammar.ParseResult;
import dev.rsparse.grammar.SourceParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Source text for tests, and the way from it through the front end.
public final class Sources {

    private Sources() {}

    /// The text of `examples/quill/quill.rsp`.
    public static String quill() {
        try {
            return Files.readString(Path.of("..", "examples", "quill", "quill.rsp"));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /// Checks text that must be well formed.
    public static CheckResult check(String text, CheckpointSource checkpoint) {
        ParseResult parsed = SourceParser.parse("test.rsp", text);
        assertThat(parsed.errors()).isEmpty();
        return Checker.check(parsed.tree().orElseThrow(), checkpoint);
    }

    /// The model of text that must have no mistakes.
    public static CheckedModel model(String text, CheckpointSource checkpoint) {
        CheckResult result = check(text, checkpoint);
        assertThat(render(text, result.diagnostics())).isEmpty();
        return result.model().orElseThrow();
    }

    /// Diagnostics of `text` as printed without colour.
    public static String render(String text, List<Diagnostic> diagnostics) {
        return new DiagnosticRenderer(Map.of("test.rsp", text), false).render(diagnostics);
    }
}
