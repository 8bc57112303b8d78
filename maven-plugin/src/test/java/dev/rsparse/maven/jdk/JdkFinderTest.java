package dev.rsparse.maven.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkFinderTest {

    @TempDir
    Path folder;

    private Path old;
    private Path usual;

    @BeforeEach
    void writeOldJdk() throws IOException {
        old = FakeJdk.write(folder.resolve("running"), "17.0.1");
        usual = Files.createDirectories(folder.resolve("usual"));
    }

    @Test
    void takesTheJvmThatMavenRunsOnWhenItIsNewEnough() throws IOException {
        Path running = FakeJdk.write(folder.resolve("newer"), "26");
        Path named = FakeJdk.write(folder.resolve("named"), "25");
        JdkFinder finder = new JdkFinder(Map.of("JAVA_HOME", named.toString()), running, List.of(usual));
        assertThat(finder.find()).contains(new Jdk(running, 26));
    }

    @Test
    void takesAVariableOfTheEnvironmentBeforeTheUsualFolders() throws IOException {
        FakeJdk.write(usual.resolve("jdk-25"), "25.0.1");
        Path named = FakeJdk.write(folder.resolve("named"), "25");
        Map<String, String> environment = Map.of("JAVA_HOME", old.toString(), "JAVA25_HOME", named.toString());
        assertThat(new JdkFinder(environment, old, List.of(usual)).find()).contains(new Jdk(named, 25));
    }

    @Test
    void takesTheNewestInAFolder() throws IOException {
        FakeJdk.write(usual.resolve("a"), "25");
        FakeJdk.write(usual.resolve("b"), "27-ea");
        FakeJdk.write(usual.resolve("c"), "26");
        assertThat(new JdkFinder(Map.of(), old, List.of(usual)).find())
                .map(Jdk::home)
                .contains(usual.resolve("b"));
    }

    @Test
    void looksIntoBundlesOfMacs() throws IOException {
        Path home = FakeJdk.write(usual.resolve("temurin-25.jdk/Contents/Home"), "25");
        assertThat(new JdkFinder(Map.of(), old, List.of(usual)).find()).contains(new Jdk(home, 25));
    }

    @Test
    void tellsWhereItLookedInVain() throws IOException {
        FakeJdk.write(usual.resolve("jdk-21"), "21");
        JdkFinder finder = new JdkFinder(Map.of("JAVA21_HOME", "/opt/21"), old, List.of(usual, folder.resolve("none")));
        assertThat(finder.find()).isEmpty();
        assertThat(finder.searched())
                .containsExactly(
                        "the JVM that Maven runs on: " + old,
                        "JAVA_HOME: not set",
                        "JAVA21_HOME: /opt/21",
                        usual + ": 1 older or incomplete",
                        folder.resolve("none") + ": nothing");
    }
}
