package dev.rsparse.maven.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.maven.jdk.Jdk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerTest {

    private static final Jdk RUNNING = new Jdk(Path.of(System.getProperty("java.home")), 25);

    @Test
    void startsTheJvmWithItsFlagsBehindOurs() {
        assertThat(Worker.command(new Jdk(Path.of("/jdk"), 25), List.of("-Xmx8g")))
                .containsExactly(
                        "/jdk/bin/java",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-Xmx8g",
                        "dev.rsparse.compiler.cli.Worker");
    }

    @Test
    void saysThatTheJvmEndedAndWithWhat() throws WorkerException {
        LinesLog log = new LinesLog();
        try (Worker worker = new Worker(RUNNING, List.of(), List.of("-XX:NoSuchFlag"), new LogRelay(log))) {
            assertThatThrownBy(() -> worker.run(List.of("--version")))
                    .isInstanceOf(WorkerException.class)
                    .hasMessageStartingWith("the compiler's JVM ended without an answer, with status 1;");
        }
        assertThat(log.lines()).anyMatch(line -> line.contains("NoSuchFlag"));
    }

    @Test
    void saysThatTheJvmDoesNotStart() {
        Jdk absent = new Jdk(Path.of("/absent"), 25);
        assertThatThrownBy(() -> new Worker(absent, List.of(), List.of(), new LogRelay(new LinesLog())))
                .isInstanceOf(WorkerException.class)
                .hasMessageStartingWith("/absent/bin/java does not start: ");
    }
}
