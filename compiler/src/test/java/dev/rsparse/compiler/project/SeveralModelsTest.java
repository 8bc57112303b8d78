package dev.rsparse.compiler.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeveralModelsTest {

    @TempDir
    Path folder;

    private Path source;

    @BeforeEach
    void writeTwoModels() throws IOException {
        Path tiny = TinyModel.writeDefault(folder);
        String text = Files.readString(tiny);
        String other =
                text.substring(text.indexOf("model "), text.indexOf("policy ")).replaceFirst("Tiny", "Other");
        source = Files.writeString(folder.resolve("two.rsp"), text + other);
    }

    @Test
    void takesTheOneThatIsNamed() {
        try (ModelProject project = ModelProject.open(Path.of(source + ":Other"))) {
            assertThat(project.model().name()).isEqualTo("Other");
            assertThat(project.beside(".rsplock")).isEqualTo(folder.resolve("two-Other.rsplock"));
        }
    }

    @Test
    void asksForANameWhereNoneIsGiven() {
        assertThatThrownBy(() -> ModelProject.open(source)).hasMessageContaining("2 models");
        assertThatThrownBy(() -> ModelProject.open(Path.of(source + ":Third"))).hasMessageContaining("'Third'");
    }
}
