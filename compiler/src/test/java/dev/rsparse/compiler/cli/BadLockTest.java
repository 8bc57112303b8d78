package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a user reads whose lock is absent, damaged, or not of this model.
class BadLockTest {

    private static final String ADVICE = """
             help: rsparsec calibrate DIR/tiny.rsp --tokens FILE.u16 (or --text FILE) measures it; --policy dense runs without
            => 1
            """;

    @TempDir
    Path folder;

    private Path model;
    private Path lock;

    @BeforeEach
    void writeModel() {
        model = TinyModel.writeDefault(folder);
        lock = folder.resolve("tiny.rsplock");
    }

    private void calibrate() {
        Path tokens = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 128, 1);
        CommandRun.ok("calibrate", model, "--tokens", tokens, "--window", 32);
    }

    private String run() {
        return CommandRun.failure(folder, "run", model, "--prompt-ids", "0,1", "--tokens", 1);
    }

    private static void replace(Path file, String text, String by) throws IOException {
        String source = Files.readString(file);
        assertThat(source).contains(text);
        Files.writeString(file, source.replace(text, by));
    }

    @Test
    void saysHowToMakeTheLockThatIsMissing() {
        assertThat(run())
                .isEqualTo("DIR/tiny.rsplock: error E0501: policy 'half' needs thresholds, and there is no lock file\n"
                        + ADVICE);
    }

    @Test
    void showsTheDigestsOfOtherWeights() throws IOException {
        calibrate();
        Path weights = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 2] ^= 1;
        Files.write(weights, bytes);
        assertThat(run().replaceAll("sha256:[0-9a-f]{64}", "DIGEST"))
                .isEqualTo(
                        "DIR/tiny.rsplock: error E0503: model.safetensors is not the file the lock was measured with:"
                                + " expected DIGEST, found DIGEST\n"
                                + ADVICE);
    }

    @Test
    void namesTheLinearThatThePolicyThinsOtherwise() throws IOException {
        calibrate();
        replace(model, "sparsity 50%; split 1.0", "sparsity 40%; split 1.0");
        assertThat(run())
                .isEqualTo("DIR/tiny.rsplock: error E0504: policy 'half' changed since the lock was written:"
                        + " layer[0].q is not as it was\n"
                        + ADVICE);
    }

    @Test
    void namesThePolicyThatTheLockLacks() throws IOException {
        calibrate();
        replace(model, "policy half", "policy quarter");
        assertThat(run())
                .isEqualTo("DIR/tiny.rsplock: error E0504: the lock holds nothing for policy 'quarter'\n" + ADVICE);
    }

    @Test
    void pointsAtTheFormatOfALaterLock() throws IOException {
        calibrate();
        replace(lock, "\"format\": 1", "\"format\": 2");
        assertThat(run()).isEqualTo("""
                DIR/tiny.rsplock:2:13: error E0502: the lock has format 2, this rsparsec reads format 1
                 2 |   "format": 2,
                   |             ^
                 help: update rsparsec, or delete the file and run `rsparsec calibrate`
                => 1
                """);
    }

    @Test
    void pointsAtTheEndOfATruncatedLock() throws IOException {
        calibrate();
        String text = Files.readString(lock);
        Files.writeString(lock, text.substring(0, text.indexOf("digest")));
        assertThat(run()).isEqualTo("""
                DIR/tiny.rsplock:8:10: error E0502: this is not valid JSON: \
                Unexpected end-of-input: was expecting closing '"' for name
                 8 |         "
                   |          ^
                 help: restore the file from version control, or delete it and run `rsparsec calibrate`
                => 1
                """);
    }

    @Test
    void refusesADirectory() throws IOException {
        Files.createDirectory(lock);
        assertThat(run()).isEqualTo("""
                DIR/tiny.rsplock: error E0601: is a directory
                 help: check the path and its permissions
                => 3
                """);
    }

    @Test
    void refusesALockOfAnotherBasis() throws IOException {
        calibrate();
        replace(model, "policy half for Tiny {", "policy half for Tiny { rotate residual;");
        assertThat(run())
                .isEqualTo("DIR/tiny.rsplock: error E0504: policy 'half' changed since the lock was written:"
                        + " its residual stream is rotated now and was not\n" + ADVICE);
    }

    @Test
    void refusesALockOfARotatedPolicyThatNoLongerIs() throws IOException {
        replace(model, "policy half for Tiny {", "policy half for Tiny { rotate residual;");
        calibrate();
        replace(model, "rotate residual;", "");
        assertThat(run())
                .isEqualTo("DIR/tiny.rsplock: error E0504: policy 'half' changed since the lock was written:"
                        + " its residual stream is not rotated now and was\n" + ADVICE);
    }
}
