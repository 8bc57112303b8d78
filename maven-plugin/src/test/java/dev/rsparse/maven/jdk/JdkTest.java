package dev.rsparse.maven.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkTest {

    @TempDir
    Path folder;

    @Test
    void takesOneThatIsNewEnough() throws IOException {
        Path home = FakeJdk.write(folder, "25.0.3");
        assertThat(Jdk.at(home)).contains(new Jdk(home, 25));
        assertThat(new Jdk(home, 25).java()).isEqualTo(home.resolve("bin/java"));
    }

    @Test
    void refusesAnOlderOne() throws IOException {
        assertThat(Jdk.at(FakeJdk.write(folder, "17.0.12"))).isEmpty();
    }

    @Test
    void refusesOneWithoutTheVectorApi() throws IOException {
        assertThat(Jdk.at(FakeJdk.write(folder, "25", "java.base java.compiler")))
                .isEmpty();
    }

    @Test
    void refusesAFolderThatSaysNothingOfItself() throws IOException {
        Files.delete(FakeJdk.write(folder, "25").resolve("release"));
        assertThat(Jdk.at(folder)).isEmpty();
        assertThat(Jdk.at(folder.resolve("absent"))).isEmpty();
    }
}
