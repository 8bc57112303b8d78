package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calibration in parts, and what a user reads whose parts do not fit.
class ShardedCalibrationTest {

    @TempDir
    Path folder;

    private Path model;
    private Path tokens;
    private Path lock;

    @BeforeEach
    void writeModel() {
        model = TinyModel.writeDefault(folder);
        tokens = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 320, 1);
        lock = folder.resolve("tiny.rsplock");
    }

    private CommandRun calibrate(Object... more) {
        return CommandRun.ok("calibrate", model, "--tokens", tokens, "--window", 32, more);
    }

    private Path shard(int part, int of, Object... more) {
        calibrate(Stream.concat(Stream.of("--shard", part + "/" + of), Stream.of(more))
                .toArray());
        return folder.resolve("tiny.rspshard-" + part + "-of-" + of);
    }

    private String refused(Object... shards) {
        String printed = CommandRun.failure(folder, "merge", model, shards);
        assertThat(lock).doesNotExist();
        return printed.replaceAll("sha256:[0-9a-f]{64}", "DIGEST");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void mergedLockIsThatOfOneRun(int parts) throws IOException {
        calibrate();
        byte[] whole = Files.readAllBytes(lock);
        Files.delete(lock);
        List<Path> shards = new ArrayList<>();
        for (int part = 1; part <= parts; part++) {
            shards.addFirst(shard(part, parts));
        }
        CommandRun.ok("merge", model, shards.toArray());
        assertThat(Files.readAllBytes(lock)).isEqualTo(whole);
    }

    @Test
    void mergedLockOfASampledTextIsThatOfOneRun() throws IOException {
        Object[] self = {"calibrate", model, "--self", 3, "--window", 16, "--seed", 5};
        CommandRun.ok((Object) self);
        byte[] whole = Files.readAllBytes(lock);
        Files.delete(lock);
        CommandRun.ok(self, "--shard", "1/2");
        CommandRun.ok(self, "--shard", "2/2");
        CommandRun.ok("merge", model, folder.resolve("tiny.rspshard-1-of-2"), folder.resolve("tiny.rspshard-2-of-2"));
        assertThat(Files.readAllBytes(lock)).isEqualTo(whole);
    }

    @Test
    void keepsWhatTheLockHoldsOfOtherPolicies() {
        calibrate("--policy", "ranked");
        CommandRun.ok("merge", model, shard(1, 1, "--policy", "half"));
        CommandRun.ok("eval", model, "--tokens", tokens, "--window", 32, "--policy", "ranked");
        CommandRun.ok("eval", model, "--tokens", tokens, "--window", 32, "--policy", "half");
    }

    @Test
    void shardGoesWhereItIsAskedFor() {
        Path file = folder.resolve("part");
        assertThat(calibrate("--shard", "1/2", "-o", file).out())
                .isEqualTo("wrote " + file + ": half, ranked over "
                        + calibrate("--shard", "1/2", "--json").json().get("tokens") + " tokens\n");
        assertThat(file).hasSameBinaryContentAs(folder.resolve("tiny.rspshard-1-of-2"));
    }

    @Test
    void shardLeavesTheLockAlone() {
        shard(1, 2);
        assertThat(lock).doesNotExist();
    }

    @Test
    void refusesMoreShardsThanWindows() {
        assertThat(CommandRun.failure(
                        folder, "calibrate", model, "--tokens", tokens, "--window", 32, "--shard", "1/11"))
                .isEqualTo("""
                        DIR/tiny.rsp: error E0506: 10 windows cannot be shared out to 11 shards
                         help: give more windows or fewer shards
                        => 1
                        """);
    }

    @Test
    void namesThePartsThatAreMissing() {
        assertThat(refused(shard(2, 4), shard(4, 4))).isEqualTo("""
                DIR/tiny.rsp: error E0512: expected 4 shards, found 2: part 1, 3 missing
                 help: measure it with rsparsec calibrate --shard 1/4 and --shard 3/4
                => 1
                """);
    }

    @Test
    void namesThePartThatIsThereTwice() throws IOException {
        Path copy = Files.copy(shard(1, 2), folder.resolve("copy"));
        assertThat(refused(shard(1, 2), shard(2, 2), copy)).isEqualTo("""
                DIR/copy: error E0512: is part 1 of 2, and so is DIR/tiny.rspshard-1-of-2: expected each once
                 help: leave one of them out
                => 1
                """);
    }

    @Test
    void refusesADamagedShard() throws IOException {
        Path damaged = shard(1, 1);
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);
        assertThat(refused(damaged)).isEqualTo("""
                DIR/tiny.rspshard-1-of-1: error E0510: is damaged: its checksum is not that of its content
                 help: copy the shard again, or measure it anew with rsparsec calibrate --shard
                => 1
                """);
    }

    @Test
    void tellsEveryFileThatIsNoShard() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "no shard");
        Path later = shard(1, 1);
        byte[] bytes = Files.readAllBytes(later);
        bytes[11] = 2;
        Files.write(later, bytes);
        assertThat(refused(text, later, folder.resolve("absent"))).isEqualTo("""
                DIR/text: error E0510: is no shard: expected it to begin with RSPSHARD
                 help: copy the shard again, or measure it anew with rsparsec calibrate --shard
                DIR/tiny.rspshard-1-of-1: error E0510: has format 2, this rsparsec reads format 1
                 help: copy the shard again, or measure it anew with rsparsec calibrate --shard
                DIR/absent: error E0601: does not exist
                 help: check the path and its permissions
                => 1
                """);
    }

    @Test
    void refusesShardsOfOtherWeights() throws IOException {
        Path shard = shard(1, 1);
        Path weights = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 2] ^= 1;
        Files.write(weights, bytes);
        assertThat(refused(shard)).isEqualTo("""
                DIR/tiny.rspshard-1-of-1: error E0511: was measured with other weights: \
                expected model.safetensors DIGEST, found DIGEST
                 help: merge shards of one run, or measure this one anew with rsparsec calibrate --shard
                => 1
                """);
    }

    @Test
    void refusesShardsOverAnotherText() {
        Path first = shard(1, 2);
        TinyModel.writeRandomTokens(tokens, 320, 2);
        assertThat(refused(first, shard(2, 2))).isEqualTo("""
                DIR/tiny.rspshard-2-of-2: error E0511: was measured over another text: \
                expected 10 windows of 32 tokens of calib.u16 (DIGEST), found 10 windows of 32 tokens of calib.u16 (DIGEST)
                 help: merge shards of one run, or measure this one anew with rsparsec calibrate --shard
                => 1
                """);
    }

    @Test
    void refusesShardsOfAPolicyThatChanged() throws IOException {
        Path shard = shard(1, 1);
        String source = Files.readString(model);
        Files.writeString(model, source.replace("sparsity 50%; split 1.0", "sparsity 40%; split 1.0"));
        assertThat(refused(shard)).isEqualTo("""
                DIR/tiny.rspshard-1-of-1: error E0511: was measured for other policies: \
                expected half DIGEST, found DIGEST
                 help: merge shards of one run, or measure this one anew with rsparsec calibrate --shard
                => 1
                """);
    }

    @Test
    void refusesShardsOfAPolicyThatIsGone() throws IOException {
        Path shard = shard(1, 1, "--policy", "half");
        Files.writeString(model, Files.readString(model).replace("policy half", "policy quarter"));
        assertThat(refused(shard)).isEqualTo("""
                DIR/tiny.rspshard-1-of-1: error E0511: was measured for policy 'half': \
                expected one of dense, quarter, ranked
                 help: measure the shards anew with rsparsec calibrate --shard
                => 1
                """);
    }

    @Test
    void refusesPartsOfAnotherSplit() {
        assertThat(refused(shard(1, 2), shard(2, 3))).isEqualTo("""
                DIR/tiny.rspshard-2-of-3: error E0511: is part 2 of 3: expected one of 2
                 help: merge shards of one run
                => 1
                """);
    }

    @Test
    void aWrongPartIsAWrongCommandLine() {
        assertThat(CommandRun.of("calibrate", model, "--tokens", tokens, "--shard", "3/2")
                        .err())
                .startsWith(
                        "Invalid value for option '--shard': expected I/N with I in 1..N, such as 2/4, found 3/2\n");
    }

    @Test
    void anOutputWithoutAShardIsAWrongCommandLine() {
        assertThat(CommandRun.of("calibrate", model, "--tokens", tokens, "-o", "x")
                        .err())
                .startsWith("-o names a shard: give --shard too; the lock lies beside the source\n");
    }
}
