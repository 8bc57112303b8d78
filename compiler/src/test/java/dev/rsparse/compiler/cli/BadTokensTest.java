package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a user reads whose text, tokens or windows cannot be used.
class BadTokensTest {

    @TempDir
    static Path folder;

    private static Path model;

    @BeforeAll
    static void writeModel() {
        model = TinyModel.writeDefault(folder);
    }

    private static String eval(Path tokens, Object... more) {
        return CommandRun.failure(folder, "eval", model, "--policy", "dense", "--tokens", tokens, more);
    }

    private static String run(String... prompt) {
        return CommandRun.failure(folder, "run", model, "--policy", "dense", prompt[0], prompt[1]);
    }

    private static Path tokens(String name, int count) {
        return TinyModel.writeRandomTokens(folder.resolve(name), count, 1);
    }

    @Test
    void refusesAnOddNumberOfBytes() throws IOException {
        Path file = Files.write(folder.resolve("odd.u16"), new byte[3]);
        assertThat(eval(file, "--window", 2)).isEqualTo("""
                DIR/odd.u16: error E0506: has 3 bytes, an odd number
                 help: a token takes two bytes
                => 1
                """);
    }

    @Test
    void namesTheTokenOutsideTheVocabulary() {
        Path file = TinyModel.writeTokens(folder.resolve("large.u16"), 5, 65535, 7);
        assertThat(eval(file, "--window", 2)).isEqualTo("""
                DIR/large.u16: error E0506: token 1 has id 65535, outside the vocabulary of 260
                 help: the file was made with another tokenizer
                => 1
                """);
    }

    @Test
    void refusesAFileShorterThanAWindow() {
        assertThat(eval(tokens("short.u16", 31), "--window", 32)).isEqualTo("""
                DIR/short.u16: error E0506: holds 31 tokens, which is less than one window of 32
                 help: give a longer text or a smaller --window
                => 1
                """);
    }

    @Test
    void refusesALimitShorterThanAWindow() {
        assertThat(eval(tokens("limit.u16", 64), "--window", 32, "--limit", 31)).isEqualTo("""
                DIR/limit.u16: error E0506: reading 31 tokens of it is less than one window of 32
                 help: give a longer text or a smaller --window
                => 1
                """);
    }

    @Test
    void refusesADirectory() throws IOException {
        Path file = Files.createDirectory(folder.resolve("directory.u16"));
        assertThat(eval(file, "--window", 32)).isEqualTo("""
                DIR/directory.u16: error E0601: is a directory
                 help: check the path and its permissions
                => 3
                """);
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThat(eval(folder.resolve("absent.u16"), "--window", 32)).isEqualTo("""
                DIR/absent.u16: error E0601: does not exist
                 help: check the path and its permissions
                => 3
                """);
    }

    @Test
    void refusesTextThatIsNotUtf8() throws IOException {
        Path file = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xe4, 'b'});
        assertThat(CommandRun.failure(folder, "eval", model, "--text", file, "--window", 2))
                .isEqualTo("""
                DIR/latin.txt: error E0601: is not UTF-8 text
                 help: check the path and its permissions
                => 3
                """);
    }

    @Test
    void refusesAWindowLongerThanTheModel() {
        assertThat(eval(tokens("long.u16", 200), "--window", 65)).isEqualTo("""
                DIR/long.u16: error E0506: a window of 65 tokens is longer than the model's 64 positions
                 help: give a smaller --window
                => 1
                """);
    }

    @Test
    void calibrateRefusesAWindowLongerThanTheModel() {
        Path file = tokens("calib.u16", 200);
        assertThat(CommandRun.failure(folder, "calibrate", model, "--tokens", file, "--window", 65))
                .isEqualTo("""
                DIR/calib.u16: error E0506: a window of 65 tokens is longer than the model's 64 positions
                 help: give a smaller --window
                => 1
                """);
    }

    @Test
    void refusesAWindowThatPredictsNothing() {
        assertThat(eval(tokens("one.u16", 64), "--window", 1)).isEqualTo("""
                DIR/one.u16: error E0506: a window of 1 tokens predicts nothing
                 help: give --window 2 or more
                => 1
                """);
    }

    @Test
    void refusesAPromptThatFillsTheWindow() {
        assertThat(eval(tokens("full.u16", 64), "--window", 32, "--prompt-tokens", 32))
                .isEqualTo("""
                DIR/full.u16: error E0506: a prompt of 32 tokens leaves nothing of a window of 32
                 help: give --prompt-tokens 1..31
                => 1
                """);
    }

    @Test
    void refusesAnIdBehindTheVocabulary() {
        assertThat(run("--prompt-ids", "5,260")).isEqualTo("""
                DIR/tiny.rsp: error E0506: token id 260 is outside the vocabulary of 260
                 help: give ids 0..259
                => 1
                """);
    }

    @Test
    void refusesANegativeId() {
        assertThat(run("--prompt-ids", "-1")).isEqualTo("""
                DIR/tiny.rsp: error E0506: token id -1 is outside the vocabulary of 260
                 help: give ids 0..259
                => 1
                """);
    }

    @Test
    void refusesAPromptLongerThanTheModel() {
        String ids = IntStream.range(0, 65).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThat(run("--prompt-ids", ids)).isEqualTo("""
                DIR/tiny.rsp: error E0506: a prompt of 65 tokens and 200 to write do not fit
                 help: the model holds 1..64 tokens
                => 1
                """);
    }

    @Test
    void refusesAnEmptyText() throws IOException {
        Path file = Files.writeString(folder.resolve("empty.txt"), "");
        assertThat(CommandRun.failure(folder, "calibrate", model, "--text", file, "--window", 32))
                .isEqualTo("""
                DIR/empty.txt: error E0506: holds 0 tokens, which is less than one window of 32
                 help: give a longer text or a smaller --window
                => 1
                """);
    }

    @Test
    void refusesToSampleNothing() {
        assertThat(CommandRun.failure(folder, "calibrate", model, "--self", 0, "--window", 32))
                .isEqualTo("""
                DIR/tiny.rsp: error E0506: 0 windows hold nothing to measure
                 help: give --self 1 or more
                => 1
                """);
    }

    @Test
    void refusesToSampleAWindowLongerThanTheModel() {
        assertThat(CommandRun.failure(folder, "calibrate", model, "--self", 1)).isEqualTo("""
                DIR/tiny.rsp: error E0506: a window of 512 tokens is longer than the model's 64 positions
                 help: give a smaller --window
                => 1
                """);
    }
}
