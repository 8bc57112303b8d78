package dev.rsparse.compiler.diag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.grammar.Span;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiagnosticRendererTest {

    private static final String TEXT =
            "rsp 1;\n\n  w1: f32[32,64]\n\tx\u001b[31m = 1;\n\n\n  h = matmul(x, w1);\nrepeat {\n}\n";

    private final DiagnosticRenderer renderer = new DiagnosticRenderer(Map.of("mlp.rsp", TEXT), false);

    private static Span span(int line, int column, int endLine, int endColumn) {
        return new Span("mlp.rsp", line, column, endLine, endColumn);
    }

    private static Diagnostic mismatch() {
        return Diagnostic.at(
                        span(7, 7, 7, 20),
                        Code.INNER_DIMENSION,
                        "inner dimensions differ: f32[B,64] x f32[32,64]",
                        "left has 64, right has 32")
                .with(span(3, 3, 3, 5), "w1 is declared here")
                .help("linear(x, w1) multiplies by the transpose");
    }

    @Test
    void showsPlaceSourceLabelsAndHelp() {
        assertThat(renderer.render(mismatch())).isEqualTo("""
                        mlp.rsp:7:7: error E0203: inner dimensions differ: f32[B,64] x f32[32,64]
                         7 |   h = matmul(x, w1);
                           |       ^^^^^^^^^^^^^ left has 64, right has 32
                         3 |   w1: f32[32,64]                      w1 is declared here
                         help: linear(x, w1) multiplies by the transpose
                        """);
    }

    @Test
    void showsAFileWithoutSourceLines() {
        Diagnostic damaged = Diagnostic.inFile("model.safetensors", Code.CHECKPOINT, "the header is cut off")
                .help("fetch the file again");
        assertThat(renderer.render(damaged))
                .isEqualTo("model.safetensors: error E0304: the header is cut off\n help: fetch the file again\n");
    }

    @Test
    void showsAPlaceWhoseSourceIsUnknown() {
        Diagnostic elsewhere = Diagnostic.at(new Span("other.rsp", 2, 5, 2, 6), Code.SYNTAX, "unexpected 'x'", "here");
        assertThat(renderer.render(elsewhere)).isEqualTo("other.rsp:2:5: error E0001: unexpected 'x'\n");
    }

    @Test
    void underlinesTheFirstLineOfALongerPlace() {
        Diagnostic block = Diagnostic.at(span(8, 1, 9, 2), Code.NOT_SUPPORTED, "not yet", "");
        assertThat(renderer.render(block)).endsWith(" 8 | repeat {\n   | ^^^^^^^^\n");
    }

    @Test
    void keepsTabsAndBlanksOutControlCharacters() {
        Diagnostic tabbed = Diagnostic.at(span(4, 2, 4, 3), Code.UNUSED_NAME, "'x' is never read", "unused");
        assertThat(renderer.render(tabbed))
                .isEqualTo("mlp.rsp:4:2: warning W0001: 'x' is never read\n 4 | \tx [31m = 1;\n   | \t^ unused\n");
    }

    @Test
    void paintsOnlyWhenAsked() {
        String painted = new DiagnosticRenderer(Map.of("mlp.rsp", TEXT), true).render(mismatch());
        assertThat(painted).contains("\u001b[1;31merror E0203\u001b[0m").contains("\u001b[1;31m^^^^^^^^^^^^^\u001b[0m");
        assertThat(painted.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(renderer.render(mismatch()));
    }

    @Test
    void everyCodeHasTextsForAUser() {
        for (Code code : Code.values()) {
            assertThat(code.toString()).matches("[EW]\\d{4}");
            assertThat(code.title()).isNotBlank();
            assertThat(code.explanation()).endsWith(".");
        }
        assertThat(Code.values()).extracting(Code::toString).doesNotHaveDuplicates();
    }
}
