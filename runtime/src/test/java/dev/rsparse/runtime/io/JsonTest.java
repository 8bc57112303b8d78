package dev.rsparse.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void readsEveryKindOfValue() {
        Object value = Json.parse(" {\"a\": [1, -2.5, 1e3, true, false, null, \"x\"], \"b\": {}, \"c\": []} ");

        assertThat(value)
                .isEqualTo(Map.of(
                        "a", Arrays.asList(1L, -2.5, 1000.0, true, false, null, "x"), "b", Map.of(), "c", List.of()));
    }

    @Test
    void keepsTheOrderOfKeys() {
        assertThat(((Map<?, ?>) Json.parse("{\"z\":1,\"a\":2,\"m\":3}"))
                        .keySet()
                        .toString())
                .isEqualTo("[z, a, m]");
    }

    @Test
    void readsEscapesAndSurrogatePairs() {
        assertThat(Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\""))
                .isEqualTo("\"\\/\b\f\n\r\té😀");
    }

    @Test
    void readsTheLargestLongExactlyAndLargerNumbersAsDoubles() {
        assertThat(Json.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(Json.parse("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(Json.parse("9223372036854775808")).isEqualTo(9223372036854775808.0);
        assertThat(Json.parse("100000000000000000000000")).isEqualTo(1e23);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "01",
                "1.",
                ".5",
                "+1",
                "-",
                "1e",
                "1e999",
                "NaN",
                "tru",
                "nul",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\uD800\"",
                "\"\\uDC00\\uD800\"",
                "\"\n\"",
                "[1 2]",
                "1 2",
                "// c\n1",
                "\uFEFF1",
                "[1",
                "{\"a\"}",
                "\u00a01"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1,]|expected a value, found ']' at line 1, column 4",
                "{\"a\" 1}|expected ':', found '1' at line 1, column 6",
                "[1|expected ',' or ']', found the end of the text at line 1, column 3",
                "{\"a\":1, \"a\":2}|key \"a\" stands twice in one object at line 1, column 9",
            })
    void saysWhereAndWhatWasExpected(String text, String message) {
        assertThatThrownBy(() -> Json.parse(text)).hasMessage(message);
    }

    @Test
    void countsLinesAndColumnsFromOne() {
        JsonException problem = catchThrowableOfType(JsonException.class, () -> Json.parse("{\n  \"a\": ?\n}"));

        assertThat(List.of(problem.offset(), problem.line(), problem.column())).containsExactly(9, 2, 8);
    }

    @Test
    void namesTheKeyThatStandsTwice() {
        JsonException problem = catchThrowableOfType(JsonException.class, () -> Json.parse("{\"k\":1,\"\\u006b\":2}"));

        assertThat(problem.duplicateKey()).contains("k");
    }

    @Test
    void refusesNestingThatWouldExhaustTheStack() {
        String deepest = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);

        assertThat(Json.parse(deepest)).isInstanceOf(List.class);
        assertThatThrownBy(() -> Json.parse("[".repeat(1_000_000)))
                .hasMessageStartingWith("objects and arrays nest deeper than 256");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        assertThatThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'}))
                .hasMessage("bytes that are not UTF-8 at line 1, column 2");
    }

    @Test
    void quotesWhatItCanReadBack() {
        String text = "\"\\/\b\f\n\r\t\u0000\u001f\u007fé😀";

        assertThat(Json.parse(Json.quote(text))).isEqualTo(text);
        assertThat(Json.quote("a\"\u0001")).isEqualTo("\"a\\\"\\u0001\"");
    }

    @Test
    void readsATokenizerFile() throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of("../examples/quill/tokenizer.json"));

        Map<?, ?> model = (Map<?, ?>) ((Map<?, ?>) Json.parse(bytes)).get("model");

        assertThat((Map<?, ?>) model.get("vocab")).hasSize(4096);
        assertThat(Json.parse(new String(bytes, StandardCharsets.UTF_8))).isEqualTo(Json.parse(bytes));
    }
}
