package dev.rsparse.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What Maven reads of the plugin before it loads a class of it.
class DescriptorTest {

    private static final Pattern GOAL =
            Pattern.compile("<goal>(.*?)</goal>.*?<threadSafe>(.*?)</threadSafe>", Pattern.DOTALL);

    private static String descriptor() throws IOException {
        return Files.readString(Path.of("target/classes/META-INF/maven/plugin.xml"));
    }

    @Test
    void asksForTheJavaThatItsClassesAreOf() throws IOException {
        assertThat(descriptor()).contains("<requiredJavaVersion>17</requiredJavaVersion>");
    }

    @Test
    void goalsMayRunInParallel() throws IOException {
        Matcher goals = GOAL.matcher(descriptor());
        assertThat(goals.results().map(goal -> goal.group(1) + " " + goal.group(2)))
                .containsExactlyInAnyOrder(
                        "calibrate true",
                        "check true",
                        "compile true",
                        "help true",
                        "rewrite true",
                        "test-compile true",
                        "tune true");
    }
}
