package dev.rsparse.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// With `-Dgoldens.update=true` a page that is stale is rewritten, and the test still fails.
class OperationPageTest {

    private static final Path PAGE = Path.of("..", "docs", "ops.md");

    @Test
    void thePageIsThatOfTheTable() throws IOException {
        String written = Files.exists(PAGE) ? Files.readString(PAGE) : "";
        String page = OperationPage.text();
        if (!page.equals(written) && Boolean.getBoolean("goldens.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(written).isEqualTo(page);
    }
}
