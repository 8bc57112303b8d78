package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is left of a calibration that is stopped, and how the next one uses it.
class InterruptedCalibrationTest {

    @TempDir
    Path folder;

    private Path model;
    private Path tokens;
    private Path lock;
    private Path partial;

    @BeforeEach
    void writeModel() {
        model = TinyModel.writeDefault(folder);
        tokens = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 320, 1);
        lock = folder.resolve("tiny.rsplock");
        partial = folder.resolve("tiny.rsplock.partial");
    }

    private CommandRun calibrate(Object... more) {
        return CommandRun.ok("calibrate", model, "--tokens", tokens, "--window", 32, more);
    }

    /// Runs until `windows` of ten are done.
    private CommandRun interrupted(int windows, String... more) {
        StringWriter err = new StringWriter() {
            @Override
            public void write(String text, int from, int length) {
                super.write(text, from, length);
                if (text.substring(from, from + length).contains("windows: " + windows + " of 10")) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        String[] line = {"calibrate", model.toString(), "--tokens", tokens.toString(), "--window", "32"};
        int status = Main.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of(line), Stream.of(more)).toArray(String[]::new));
        return new CommandRun(status, "", err.toString());
    }

    @Test
    void tellsHowMuchIsKept() {
        CommandRun run = interrupted(3);
        assertThat(run.errIn(folder)).endsWith("""
                rsparsec: 3 of 10 windows are kept in DIR/tiny.rsplock.partial; the same command goes on from there
                rsparsec: interrupted
                """);
        assertThat(run.status()).isEqualTo(130);
    }

    @Test
    void leavesTheEarlierLock() throws IOException {
        calibrate();
        byte[] earlier = Files.readAllBytes(lock);
        Files.write(tokens, new byte[640]);
        interrupted(3);
        assertThat(Files.readAllBytes(lock)).isEqualTo(earlier);
    }

    @Test
    void nextRunMeasuresTheRestAlone() {
        interrupted(3);
        assertThat(calibrate().errIn(folder))
                .startsWith("rsparsec: going on behind the 3 windows kept in DIR/tiny.rsplock.partial\n"
                        + "rsparsec: windows: 4 of 10");
    }

    @Test
    void nextRunWritesTheLockOfAnUninterruptedOne() throws IOException {
        calibrate();
        byte[] whole = Files.readAllBytes(lock);
        Files.delete(lock);
        interrupted(3);
        calibrate();
        assertThat(Files.readAllBytes(lock)).isEqualTo(whole);
        assertThat(partial).doesNotExist();
    }

    @Test
    void shardGoesOnToo() throws IOException {
        calibrate("--shard", "1/1");
        Path shard = folder.resolve("tiny.rspshard-1-of-1");
        byte[] whole = Files.readAllBytes(shard);
        Files.delete(shard);
        interrupted(6, "--shard", "1/1");
        assertThat(calibrate("--shard", "1/1").err()).startsWith("rsparsec: going on behind the 6 windows");
        assertThat(Files.readAllBytes(shard)).isEqualTo(whole);
    }

    @Test
    void unfinishedShardCannotBeMerged() {
        interrupted(6, "--shard", "1/1");
        assertThat(CommandRun.failure(folder, "merge", model, folder.resolve("tiny.rspshard-1-of-1.partial")))
                .isEqualTo("""
                        DIR/tiny.rspshard-1-of-1.partial: error E0512: holds 6 windows: expected the 10 of its part
                         help: run its calibrate command again; it goes on from there
                        => 1
                        """);
    }

    @Test
    void partialFileOfOtherSettingsIsNotUsed() {
        interrupted(3);
        assertThat(calibrate("--policy", "half").errIn(folder).replaceAll("sha256:[0-9a-f]{64}", "DIGEST"))
                .startsWith("rsparsec: not using DIR/tiny.rsplock.partial: it was measured for other policies:"
                        + " expected ranked none, found DIGEST\nrsparsec: windows: 1 of 10");
        assertThat(partial).doesNotExist();
    }

    @Test
    void damagedPartialFileIsNotUsed() throws IOException {
        Files.writeString(partial, "damaged");
        assertThat(calibrate().errIn(folder))
                .startsWith("rsparsec: not using DIR/tiny.rsplock.partial: is no shard: expected it to begin with"
                        + " RSPSHARD\n");
    }

    @Test
    void lockOfOtherWeightsIsReplacedAndSaidSo() throws IOException {
        calibrate();
        Path weights = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 2] ^= 1;
        Files.write(weights, bytes);
        assertThat(calibrate("--policy", "half").err())
                .startsWith("rsparsec: the lock there belongs to other weights; a new one will hold nothing of its"
                        + " policies (half, ranked)\n");
    }
}
