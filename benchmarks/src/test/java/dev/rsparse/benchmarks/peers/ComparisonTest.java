package dev.rsparse.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.benchmarks.peers.ComparisonReport.Group;
import dev.rsparse.benchmarks.peers.ComparisonReport.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Whole comparisons of engines that are shell commands.
@Execution(ExecutionMode.SAME_THREAD)
class ComparisonTest {

    private static final long PLENTY = 100_000_000_000L;
    private static final Task TASK = new Task(2, 8, 4);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    /// @param script prints the figures; `$0` is the model
    /// @param absent why it cannot be installed; empty when it can
    private record Shell(String name, String script, String absent) implements Engine {

        @Override
        public Optional<String> weights(WeightFormat format) {
            return format == WeightFormat.F16
                    ? Optional.empty()
                    : Optional.of(format.nearest().name());
        }

        @Override
        public String install(Processes processes) throws EngineFailure {
            if (!absent.isEmpty()) {
                throw new EngineFailure(absent);
            }
            return "1.0";
        }

        @Override
        public Optional<String> modelName(Shape shape, WeightFormat format) {
            return Optional.of("model-" + format.text());
        }

        @Override
        public long modelBytes(Shape shape, WeightFormat format) {
            return bytesPerToken(shape, format);
        }

        @Override
        public void writeModel(Path at, Shape shape, WeightFormat format) throws IOException {
            Files.writeString(at, "weights");
        }

        @Override
        public long bytesPerToken(Shape shape, WeightFormat format) {
            return format.nearest().bytes(shape.elementsPerToken());
        }

        @Override
        public List<String> command(Path model, Shape shape, WeightFormat format, Task task) {
            return List.of("sh", "-c", script, model.toString());
        }
    }

    private static Shell speed(String name, double tokensPerSecond) {
        return new Shell(name, "echo '{\"decodeTokensPerSecond\": " + tokensPerSecond + "}'", "");
    }

    private ComparisonReport compare(int rounds, List<WeightFormat> formats, Engine... engines)
            throws IOException, InterruptedException {
        Comparison.Plan plan =
                new Comparison.Plan(List.of(Shape.named("1.1b")), formats, List.of(engines), TASK, rounds);
        try (ComparisonSession session = new ComparisonSession(plan, folder, _ -> PLENTY)) {
            return session.run(plan, new PrintStream(progress, true, StandardCharsets.UTF_8));
        }
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void ratiosAreOfTheSameRound() throws Exception {
        Path log = folder.resolve("log");
        String count = "n=$(cat LOG 2>/dev/null | wc -l); echo x >> LOG; ".replace("LOG", log.toString());
        Shell growing = new Shell("a", count + "echo \"{\\\"decodeTokensPerSecond\\\": $((n * 10 + 10))}\"", "");
        Group group = compare(3, List.of(WeightFormat.Q8), growing, speed("b", 10))
                .groups()
                .getFirst();
        Row a = group.row("a").orElseThrow();
        assertThat(a.decode()).containsExactly(10.0, 20.0, 30.0);
        assertThat(a.over(group.row("b").orElseThrow()).median()).isEqualTo(2);
        assertThat(a.weights()).isEqualTo("Q8_0");
        assertThat(a.bytesPerToken()).isEqualTo(1_099_071_488);
    }

    @Test
    void everySecondRoundGoesBackwards() throws Exception {
        Path log = folder.resolve("log");
        List<Engine> engines = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            engines.add(new Shell(name, "echo " + name + " >> " + log + "; echo '{\"decodeTokensPerSecond\": 1}'", ""));
        }
        compare(3, List.of(WeightFormat.Q4), engines.toArray(Engine[]::new));
        assertThat(Files.readAllLines(log)).containsExactly("a", "b", "b", "a", "a", "b");
    }

    @Test
    void engineThatFailsSaysWhyAndTheRestGoesOn() throws Exception {
        Shell breaks = new Shell("b", "echo some log; echo no such thing >&2; exit 7", "");
        Shell absent = new Shell("c", "", "needs a network");
        Shell silent = new Shell("d", "echo hello", "");
        Group group = compare(2, List.of(WeightFormat.Q8), speed("a", 5), breaks, absent, silent)
                .groups()
                .getFirst();
        assertThat(group.row("a").orElseThrow().decode()).containsExactly(5.0, 5.0);
        assertThat(group.rows().stream().map(Row::failure))
                .containsExactly("", "failed (exit code 7): no such thing", "needs a network", "printed no JSON");
        assertThat(progress.toString(StandardCharsets.UTF_8))
                .contains("c needs a network")
                .contains("1.1b q8 round 1: b failed (exit code 7)")
                .contains("1.1b q8 round 2: a 5.00 tokens/s (100 %, 0 s left)");
    }

    @Test
    void engineThatLacksAFormatIsLeftOut() throws Exception {
        assertThat(compare(1, List.of(WeightFormat.F16), speed("a", 5))
                        .groups()
                        .getFirst()
                        .rows())
                .isEmpty();
    }

    @Test
    void readsTheLastObjectAmongOtherLines() throws Exception {
        Shell talks = new Shell(
                "a",
                "echo 'INFO start'; echo '{\"decodeTokensPerSecond\": 3, \"disturbed\": true, \"engine\": \"x\"}'",
                "");
        Group group = compare(1, List.of(WeightFormat.Q8), talks).groups().getFirst();
        assertThat(group.rows().getFirst().detail()).isEqualTo("x");
        assertThat(group.verdict().text()).contains("a calls 1 of its runs disturbed");
    }

    @Test
    void modelsAreThereWhileEnginesRunAndGoneAfter() throws Exception {
        Shell reads = new Shell(
                "a", "test \"$(cat $0)\" = weights && ls .. >&2 && echo '{\"decodeTokensPerSecond\": 1}'", "");
        Group group = compare(1, List.of(WeightFormat.Q8), reads).groups().getFirst();
        assertThat(group.rows().getFirst().failure()).isEmpty();
        assertThat(left()).isEmpty();
    }

    @Test
    void modelsAreGoneWhenWritingOneFails() throws IOException {
        Engine full = new FailingWriter();
        assertThatThrownBy(() -> compare(1, List.of(WeightFormat.Q8), full))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
        assertThat(left()).isEmpty();
    }

    @Test
    void refusesADiskWithTooLittleRoom() throws IOException {
        assertThatThrownBy(() -> WorkFolder.create(folder, 1, _ -> 9_990_000_000L))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has 10.0 GB free; the models of random weights need 10.0 GB")
                .hasMessageContaining("--work");
        assertThatThrownBy(() -> WorkFolder.create(folder, 16_000_000_000L, _ -> 12_000_000_000L))
                .hasMessageContaining("need 16.0 GB");
        assertThat(left()).isEmpty();
    }

    @Test
    void asksForNoRoomWhereNoModelIsWritten() throws IOException {
        try (WorkFolder work = WorkFolder.create(folder, 0, _ -> 1)) {
            assertThat(work.path()).isEmptyDirectory();
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void aRunThatIsEndedMayDeleteItsFilesFirst() {
        Path file = folder.resolve("temporary");
        String script = "trap 'rm temporary; exit 1' TERM; touch temporary; sleep 60 & wait";
        try (Processes processes = new Processes()) {
            assertThatThrownBy(() -> processes.run(List.of("sh", "-c", script), folder, Duration.ofSeconds(2)))
                    .isInstanceOf(EngineFailure.class);
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void endsARunThatTakesTooLong() {
        try (Processes processes = new Processes()) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> processes.run(List.of("sh", "-c", "sleep 60"), folder, Duration.ofMillis(200)))
                    .isInstanceOf(EngineFailure.class)
                    .hasMessage("took more than 0 s");
            assertThat(System.nanoTime() - start)
                    .isLessThan(Duration.ofSeconds(30).toNanos());
        }
    }

    @Test
    void closingEndsTheRunAndItsResultIsNoFailureOfTheEngine() throws Exception {
        Processes processes = new Processes();
        Path started = folder.resolve("started");
        Thread closer = new Thread(() -> {
            while (!Files.exists(started)) {
                Thread.onSpinWait();
            }
            processes.close();
        });
        closer.start();
        assertThatThrownBy(() -> processes.run(
                        List.of("sh", "-c", "touch " + started + "; sleep 60"), folder, Duration.ofMinutes(2)))
                .isInstanceOf(InterruptedException.class);
        closer.join();
        assertThatThrownBy(() -> processes.run(List.of("true"), folder, Duration.ofSeconds(9)))
                .isInstanceOf(InterruptedException.class);
    }

    /// An engine on a full disk.
    private static final class FailingWriter implements Engine {

        private final Shell shell = speed("full", 1);

        @Override
        public String name() {
            return shell.name();
        }

        @Override
        public Optional<String> weights(WeightFormat format) {
            return shell.weights(format);
        }

        @Override
        public String install(Processes processes) {
            return "";
        }

        @Override
        public Optional<String> modelName(Shape shape, WeightFormat format) {
            return shell.modelName(shape, format);
        }

        @Override
        public long modelBytes(Shape shape, WeightFormat format) {
            return 1;
        }

        @Override
        public void writeModel(Path at, Shape shape, WeightFormat format) throws IOException {
            Files.writeString(at, "half of the weights");
            throw new IOException("No space left on device");
        }

        @Override
        public long bytesPerToken(Shape shape, WeightFormat format) {
            return 1;
        }

        @Override
        public List<String> command(Path model, Shape shape, WeightFormat format, Task task) {
            return List.of("true");
        }
    }
}
