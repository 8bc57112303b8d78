package dev.rsparse.compiler.onnx.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCaseTest {

    @TempDir
    private Path folder;

    private void write(String file) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "");
    }

    @Test
    void aFolderWithAModelIsOneCaseWithItsSetsInTheOrderOfTheirNumbers() throws IOException {
        write("test_add/model.onnx");
        write("test_add/test_data_set_10/input_0.pb");
        write("test_add/test_data_set_2/input_0.pb");
        write("test_add/notes/input_0.pb");
        assertThat(TestCase.in(folder.resolve("test_add"))).singleElement().satisfies(found -> {
            assertThat(found.name()).isEqualTo("test_add");
            assertThat(found.runs())
                    .extracting(run -> run.getFileName().toString())
                    .containsExactly("test_data_set_2", "test_data_set_10");
        });
    }

    @Test
    void casesAreFoundAtAnyDepthInTheOrderOfTheirNames() throws IOException {
        write("node/test_relu/model.onnx");
        write("node/test_add/model.onnx");
        write("light/test_resnet/model.onnx");
        write("node/readme/text.md");
        assertThat(TestCase.in(folder))
                .extracting(TestCase::name)
                .containsExactly("test_resnet", "test_add", "test_relu");
    }
}
