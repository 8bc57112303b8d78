package dev.rsparse.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.diag.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/errors.md` is what the catalogue and the goldens of diagnostics say. With `-Dgoldens.update=true` it is
/// rewritten when it differs, and the test still fails.
class ErrorPageTest {

    private static final Path PAGE = Path.of("..", "docs", "errors.md");
    private static final Path GOLDENS = Path.of("src", "test", "resources", "diagnostics");
    private static final int WIDTH = 120;

    private static final String HEADING = """
            # Diagnostics

            What `rsparsec explain CODE` prints, with an example of each code that the checker reports. Codes of errors begin with
            `E`, those of warnings with `W`; a code never changes its meaning.
            """;

    @Test
    void pageHoldsTheWholeCatalogue() throws IOException {
        StringBuilder page = new StringBuilder(HEADING);
        List<String> goldens = goldens();
        for (Code code : Code.values()) {
            page.append("\n## ").append(code).append(": ").append(code.title()).append("\n\n");
            page.append(wrapped(code.explanation().replace("<", "&lt;").replace("*", "\\*")));
            example(code, goldens).ifPresent(example -> page.append("\n").append(example.indent(4)));
        }
        String expected = page.toString();
        String found = Files.exists(PAGE) ? Files.readString(PAGE) : "";
        if (!found.equals(expected) && Boolean.getBoolean("goldens.update")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(found)
                .as("docs/errors.md; -Dgoldens.update=true writes it anew")
                .isEqualTo(expected);
    }

    /// The first diagnostic of this code in the goldens, by their names.
    private static Optional<String> example(Code code, List<String> goldens) {
        Pattern pattern = Pattern.compile("^test\\.rsp:[^\n]* " + code + ": .*\n(?: .*\n)*", Pattern.MULTILINE);
        return goldens.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(Matcher::group)
                .findFirst();
    }

    private static List<String> goldens() throws IOException {
        try (Stream<Path> files = Files.list(GOLDENS)) {
            List<Path> texts = files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
            List<String> goldens = new ArrayList<>();
            for (Path text : texts) {
                goldens.add(Files.readString(text));
            }
            return goldens;
        }
    }

    private static String wrapped(String text) {
        StringBuilder out = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ")) {
            boolean fits = column + word.length() < WIDTH;
            out.append(column == 0 ? "" : fits ? " " : "\n").append(word);
            column = fits ? column + word.length() + 1 : word.length() + 1;
        }
        return out.append('\n').toString();
    }
}
