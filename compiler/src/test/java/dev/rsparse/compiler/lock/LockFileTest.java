package dev.rsparse.compiler.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockFileTest {

    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);
    private static final String RESTORE =
            "restore the file from version control, or delete it and run `rsparsec calibrate`";

    private static final String WRITTEN = """
        {
          "format": 1,
          "model": "Llama",
          "policies": {
            "half": {
              "calibration": {
                "data": "calib.u16",
                "digest": "DIGEST",
                "tokens": 8191,
                "windowLength": 512,
                "windows": 16
              },
              "rotated": true,
              "sites": {
                "layer[0].down": {
                  "gamma": 1.0,
                  "phase": "all",
                  "rank": 3,
                  "skip": "columns",
                  "sparsity": 0.5,
                  "split": 0.95,
                  "threshold": 0.1
                },
                "layer[0].q": {
                  "gamma": 0.0,
                  "phase": "decode",
                  "rank": 0,
                  "skip": "columns",
                  "sparsity": 0.30000000000000004,
                  "split": 1.0,
                  "threshold": 1.0E-5
                }
              },
              "tensors": "DIGEST"
            }
          },
          "tool": "0.1.0",
          "weights": {
            "model.safetensors": "DIGEST"
          }
        }
        """.replace("DIGEST", DIGEST);

    private static final Lock.Calibration CALIBRATION = new Lock.Calibration("calib.u16", DIGEST, 8191, 16, 512);
    private static final Lock LOCK = lock(Map.of(
            "half",
            policy(Map.of(
                    "layer[0].q",
                    Thinning.columns(0.1 + 0.2, 1, 0, 0, 1e-5f, Phase.DECODE),
                    "layer[0].down",
                    Thinning.columns(0.5, 0.95, 3, 1, 0.1f, Phase.ALL)))));

    @Test
    void writesSortedIndentedJson() {
        assertThat(new String(LockFile.write(LOCK), StandardCharsets.UTF_8)).isEqualTo(WRITTEN);
    }

    @Test
    void readsWhatItWrote() throws LockException {
        assertThat(LockFile.read(LockFile.write(LOCK), "a.rsplock")).isEqualTo(LOCK);
    }

    @Test
    void readsALockWithoutPolicies() throws LockException {
        Lock empty = lock(Map.of());
        assertThat(LockFile.read(LockFile.write(empty), "a.rsplock")).isEqualTo(empty);
    }

    @Test
    void readsAnyOrderAndSpacing() throws LockException {
        String shuffled = "\uFEFF{\"weights\":{},\r\n\t\"tool\":\"1\",\"policies\":{},\"model\":\"Ü\",\"format\":1}";
        assertThat(read(shuffled)).isEqualTo(new Lock("1", "Ü", Map.of(), Map.of()));
    }

    @Test
    void saysHowAPolicyWasTuned() throws LockException {
        Lock.Tuning tuning = new Lock.Tuning("allocate", "kl", 0.5, 7, DIGEST);
        Lock tuned = lock(Map.of("half", new Lock.Policy(CALIBRATION, false, "", Map.of(), Optional.of(tuning))));
        byte[] bytes = LockFile.write(tuned);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("""
                      "sites": {},
                      "tensors": "",
                      "tuning": {
                        "budget": 0.5,
                        "digest": "DIGEST",
                        "objective": "kl",
                        "search": "allocate",
                        "seed": 7
                      }
                """.replace("DIGEST", DIGEST));
        assertThat(LockFile.read(bytes, "a.rsplock")).isEqualTo(tuned);
    }

    @Test
    void saysWhichLinearsAreScoredTogether() throws LockException {
        Thinning shared =
                Thinning.columns(0.5, 0.9, 2, 1, 0.5f, Phase.ALL).withStack(List.of("layer[0].q", "layer[0].k"));
        Lock lock = lock(Map.of("p", policy(Map.of("layer[0].q", shared))));
        byte[] bytes = LockFile.write(lock);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("\"stack\": ");
        assertThat(LockFile.read(bytes, "a.rsplock")).isEqualTo(lock);
    }

    @Test
    void refusesAStackThatIsNoListOfNames() {
        String field = "\"split\": 0.95, \"stack\": ";
        refuses("\"split\": 0.95", field + "\"layer[0].q\"", 21, 35, "stack must be an array, but is \"layer[0].q\"");
        refuses("\"split\": 0.95", field + "[\"q\", null]", 21, 41, "stack must be an array of strings, but is null");
    }

    @Test
    void refusesATuningThatIsNotWhole() {
        String tuned = WRITTEN.replace("\"rotated\"", "\"tuning\": {\"search\": \"teal\"}, \"rotated\"");
        assertThat(refusal(tuned)).hasMessage(at(13, 17, "the field \"objective\" is missing from this object"));
    }

    @Test
    void aPolicyNeedNoTensors() throws LockException {
        Lock lock = lock(Map.of("p", new Lock.Policy(CALIBRATION, false, "", Map.of())));
        assertThat(LockFile.read(LockFile.write(lock), "a.rsplock")).isEqualTo(lock);
    }

    @Test
    void aLockForOtherWeightsBeginsEmpty() {
        Map<String, String> others = Map.of("model.safetensors", "sha256:" + "0".repeat(64));
        assertThat(Lock.after(Optional.of(LOCK), "2", "Llama", others).policies())
                .isEmpty();
        assertThat(Lock.after(Optional.of(LOCK), "2", "Llama", LOCK.weights()).policies())
                .isEqualTo(LOCK.policies());
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1, 0.1f, 1f / 3, Float.MIN_VALUE, Float.MAX_VALUE, 16777217, 1.17549435E-38f, 8.5e-20f})
    void thresholdsReadBackToTheBit(float threshold) throws LockException {
        Lock lock = lock(Map.of("p", policy(Map.of("s", Thinning.columns(0.5, 1, 0, 0, threshold, Phase.ALL)))));
        assertThat(LockFile.read(LockFile.write(lock), "a.rsplock")).isEqualTo(lock);
    }

    @Test
    void recalibratingOnePolicyLeavesTheOthers() {
        Lock.Policy other = policy(Map.of());
        Lock changed = LOCK.withPolicy("quarter", other);
        assertThat(changed.policies()).containsEntry("half", LOCK.policies().get("half"));
        assertThat(changed.policies()).containsEntry("quarter", other);
        assertThat(changed.withPolicy("half", other).policies().get("half")).isEqualTo(other);
    }

    @Test
    void refusesALaterFormatBeforeLookingFurther() {
        LockException e = refusal("{\n  \"format\": 2,\n  \"surprise\": []\n}");
        assertThat(e)
                .hasMessage("a.rsplock:2:13: the lock has format 2, this rsparsec reads format 1\n"
                        + "help: update rsparsec, or delete the file and run `rsparsec calibrate`");
    }

    @Test
    void refusesAnEarlierFormat() {
        assertThat(refusal("{\"format\": 0}"))
                .hasMessage(at(1, 12, "the lock has format 0, this rsparsec reads format 1"));
    }

    @Test
    void exceptionTellsItsParts() {
        LockException e = refusal("[]");
        assertThat(e.line()).isEqualTo(1);
        assertThat(e.column()).isEqualTo(1);
        assertThat(e.problem()).isEqualTo("the lock must be an object, but is an array");
        assertThat(e.help()).isEqualTo(RESTORE);
    }

    @Test
    void refusesWhatIsNotOneJsonValue() {
        assertThat(refusal("")).hasMessage(at(1, 1, "the file is empty"));
        assertThat(refusal("{} {}")).hasMessage(at(1, 4, "there is more text after the lock's closing brace"));
        assertThat(refusal("{\n<<<<<<< HEAD\n"))
                .hasMessage(at(
                        2,
                        1,
                        "this is not valid JSON: Unexpected character ('<' (code 60)): "
                                + "was expecting double-quote to start field name"));
        assertThat(refusal("{\"format\": 1")).hasMessageContaining("this is not valid JSON: Unexpected end-of-input");
        assertThat(refusal("{\"format\": 1, \"format\": 1}"))
                .hasMessage(at(1, 15, "\"format\" stands here for the second time"));
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        assertThatThrownBy(() -> LockFile.read(new byte[] {'{', '"', (byte) 0xff, '"'}, "a.rsplock"))
                .isInstanceOf(LockException.class)
                .hasMessageContaining("a.rsplock:1:")
                .hasMessageContaining("Invalid UTF-8");
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < WRITTEN.length() - 2; length++) {
            assertThat(refusal(WRITTEN.substring(0, length))).isNotNull();
        }
    }

    @Test
    void refusesEveryMissingField() {
        for (String name : new String[] {
            "format",
            "model",
            "policies",
            "tool",
            "weights",
            "calibration",
            "sites",
            "data",
            "digest",
            "tokens",
            "windowLength",
            "windows",
            "gamma",
            "phase",
            "rank",
            "skip",
            "sparsity",
            "split",
            "threshold",
            "rotated",
            "tensors"
        }) {
            LockException e = refusal(WRITTEN.replaceFirst("\"" + name + "\": ", "\"\": "));
            assertThat(e.problem()).containsAnyOf("\"" + name + "\" is missing", "has no field \"\"");
        }
        assertThat(refusal("{\"format\": 1}")).hasMessage(at(1, 1, "the field \"tool\" is missing from this object"));
    }

    @Test
    void refusesUnknownFields() {
        refuses("\"rank\": 3,", "\"rank\": 3, \"ranks\": 4,", 18, 31, "layer[0].down has no field \"ranks\"");
    }

    @Test
    void refusesWrongTypesAndRanges() {
        refuses("\"Llama\"", "7", 3, 12, "model must be a string, but is 7");
        refuses("8191", "1.5", 9, 19, "tokens must be a whole number of 0 or more, but is 1.5");
        refuses("512", "-512", 10, 25, "windowLength must be a whole number of 0 or more, but is -512");
        refuses("true", "\"no\"", 13, 18, "rotated must be true or false, but is \"no\"");
        refuses("1.0", "null", 16, 20, "gamma must be a number of 0 or more, but is null");
        refuses("\"all\"", "\"prompt\"", 17, 20, "phase must be \"decode\" or \"all\", but is \"prompt\"");
        refuses("3,", "4294967296,", 18, 19, "rank must be a whole number of 0 or more, but is 4294967296");
        refuses("\"columns\"", "\"both\"", 19, 19, "skip must be \"columns\" or \"rows\", but is \"both\"");
        refuses("0.5", "1.5", 20, 23, "sparsity must be a number in 0..1, but is 1.5");
        refuses("0.95", "\"0.95\"", 21, 20, "split must be a number in 0..1, but is \"0.95\"");
        refuses("0.1\n", "1e39\n", 22, 24, "threshold must be a number that a float can hold, but is 1e39");
        refuses(
                "\"" + DIGEST,
                "\"md5:",
                8,
                19,
                "digest must be \"sha256:\" and 64 hexadecimal digits, but is \"md5:\"");
    }

    @Test
    void refusesAMalformedDigestOfTensors() {
        refuses(
                "\"tensors\": \"" + DIGEST + "\"",
                "\"tensors\": \"sha256:0\"",
                34,
                18,
                "tensors must be \"sha256:\" and 64 hexadecimal digits, but is \"sha256:0\"");
    }

    @Test
    void cannotHoldWhatJsonCannotWrite() {
        Thinning broken = Thinning.columns(0.5, 1, 0, 0, Float.NaN, Phase.ALL);
        assertThatThrownBy(() -> policy(Map.of("layer[0].q", broken)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("site layer[0].q cannot be thinned by ");
    }

    private static void refuses(String part, String replacement, int line, int column, String problem) {
        assertThat(WRITTEN).contains(part);
        int start = WRITTEN.indexOf(part);
        String changed = WRITTEN.substring(0, start) + replacement + WRITTEN.substring(start + part.length());
        assertThat(refusal(changed)).hasMessage(at(line, column, problem));
    }

    private static String at(int line, int column, String problem) {
        return "a.rsplock:" + line + ":" + column + ": " + problem + "\nhelp: " + RESTORE;
    }

    private static LockException refusal(String text) {
        return catchThrowableOfType(LockException.class, () -> read(text));
    }

    private static Lock read(String text) throws LockException {
        return LockFile.read(text.getBytes(StandardCharsets.UTF_8), "a.rsplock");
    }

    private static Lock lock(Map<String, Lock.Policy> policies) {
        return new Lock("0.1.0", "Llama", Map.of("model.safetensors", DIGEST), policies);
    }

    private static Lock.Policy policy(Map<String, Thinning> sites) {
        return new Lock.Policy(CALIBRATION, true, DIGEST, sites);
    }
}
