package dev.rsparse.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What readers copy is what the tests build.
class DocumentedPomTest {

    private static final Pattern POM = Pattern.compile("```xml\n(<\\?xml.*?)```", Pattern.DOTALL);

    @Test
    void thePomOfThePageIsTheOneThatIsBuilt() throws IOException {
        Matcher pom = POM.matcher(Files.readString(Path.of("../docs/maven-plugin.md")));
        assertThat(pom.find()).isTrue();
        assertThat(pom.group(1)).isEqualTo(Files.readString(Path.of("src/it/docs/pom.xml")));
    }
}
