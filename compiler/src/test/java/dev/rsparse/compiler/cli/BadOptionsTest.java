package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A wrong command line is told in one line, followed by the command's usage.
class BadOptionsTest {

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("name a MODEL.rsp, or a command", ""),
                Arguments.of("name the output: -o OUT.java, OUT.class, OUT.jar or OUT.onnx", "m.rsp"),
                Arguments.of(
                        "Invalid value for option '--tokens': 'x' is not an int", "run m.rsp --prompt a --tokens x"),
                Arguments.of(
                        "Invalid value for option '--prompt-ids' (ID,ID,…): 'x' is not an int",
                        "run m.rsp --prompt-ids x"),
                Arguments.of(
                        "Error: --prompt=TEXT, --prompt-ids=ID,ID,… are mutually exclusive (specify only one)",
                        "run m.rsp --prompt a --prompt-ids 1"),
                Arguments.of(
                        "temperature: expected a number from 0, found -1.0", "run m.rsp --prompt a --temperature -1"),
                Arguments.of(
                        "Invalid value for option '--phase': expected one of [DECODE, ALL] (case-insensitive)"
                                + " but was 'some'",
                        "eval m.rsp --tokens t --phase some"),
                Arguments.of(
                        "Error: Missing required argument (specify one of these): (--text=FILE | --tokens=FILE.u16)",
                        "eval m.rsp"),
                Arguments.of("Unknown option: '--fast'", "m.rsp --fast"),
                Arguments.of("Missing required parameter: 'MODEL.rsp'", "calibrate --tokens t"),
                Arguments.of(
                        "Error: --tokens=FILE.u16, --self=N are mutually exclusive (specify only one)",
                        "calibrate m.rsp --tokens t --self 1"),
                Arguments.of("--rounds: expected a number from 1, found 0", "bench m.rsp --rounds 0"),
                Arguments.of("--tokens: expected a number from 1, found -3", "bench m.rsp --tokens -3"),
                Arguments.of("Invalid value for option '--rounds': 'x' is not an int", "bench m.rsp --rounds x"),
                Arguments.of("--threads: expected a number up to 1024, found 1025", "bench m.rsp --threads 1025"),
                Arguments.of("--position: expected a number from 1, found 0", "bench m.rsp --position 0"),
                Arguments.of(
                        "Invalid value for option '--kv-cache': expected one of [F32, BF16, F16] (case-insensitive)"
                                + " but was 'q8'",
                        "run m.rsp --prompt a --kv-cache q8"),
                Arguments.of("--cache keeps random weights; give --random-weights too", "bench m.rsp --cache folder"),
                Arguments.of("Missing required parameter: 'SHARD'", "merge m.rsp"),
                Arguments.of("unknown code E9999; 'rsparsec explain' lists them", "explain E9999"));
    }

    private static CommandRun run(String line) {
        return CommandRun.of(List.of(line.split(" ")).stream()
                .filter(word -> !word.isEmpty())
                .toArray());
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void areTold(String message, String line) {
        assertThat(run(line).err().lines()).first().isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void areFollowedByTheUsage(String message, String line) {
        assertThat(run(line).err().lines().skip(1)).first().asString().startsWith("Usage: rsparsec");
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void endWithStatusTwo(String message, String line) {
        assertThat(run(line).status()).isEqualTo(2);
    }

    @Test
    void anEmptyListOfPromptIdsIsAWrongCommandLine() {
        assertThat(CommandRun.of("run", "m.rsp", "--prompt-ids", "").err())
                .startsWith("Invalid value for option '--prompt-ids' (ID,ID,…): '' is not an int\nUsage: rsparsec run");
    }
}
