package dev.rsparse.runtime.text;

import static dev.rsparse.runtime.text.TokenizerVariant.model;
import static dev.rsparse.runtime.text.TokenizerVariant.object;
import static dev.rsparse.runtime.text.TokenizerVariant.splitBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerFileTest {
    @TempDir
    Path folder;

    private void assertRefused(Consumer<Map<String, Object>> change, String part, String message) throws IOException {
        Path file = TokenizerVariant.write(folder, change);
        TokenizerException problem = catchThrowableOfType(TokenizerException.class, () -> Tokenizer.load(file));
        assertThat(problem).as("refuses %s", part).isNotNull();
        assertThat(problem.part()).isEqualTo(part);
        assertThat(problem.path()).isEqualTo(file);
        assertThat(problem).hasMessageStartingWith(file + ": " + part + ": ").hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "normalizer|{\"type\":\"Lowercase\"}|normalizer.type|\"Lowercase\" is not supported",
                "pre_tokenizer|{\"type\":\"Metaspace\"}|pre_tokenizer.type|does not end in ByteLevel is not supported",
                "pre_tokenizer|null|pre_tokenizer|none is not supported",
                "post_processor|{\"type\":\"BertProcessing\"}|post_processor.type|\"BertProcessing\" is not supported",
                "decoder|{\"type\":\"Metaspace\"}|decoder.type|\"Metaspace\" is not supported",
                "decoder|null|decoder|none is not supported",
                "truncation|{\"max_length\":8}|truncation|a value other than null is not supported",
                "padding|{}|padding|a value other than null is not supported",
                "model|null|model|expected an object, found none",
                "model|[]|model|expected an object, found []",
                "added_tokens|[{\"id\":-1,\"content\":\"x\"}]|added_tokens[0].id|expected a token id, found -1",
                "added_tokens|[{\"id\":99999999,\"content\":\"x\"}]|added_tokens[0].id|expected a token id",
                "added_tokens|[{\"id\":5,\"content\":\"A\"}]|added_tokens[0].id|expected 34, the vocabulary's id of"
                        + " \"A\", found 5",
                "added_tokens|[{\"id\":5}]|added_tokens[0].content|expected a string, found null",
            })
    void namesThePartItCannotUse(String key, String json, String part, String message) throws IOException {
        Object value = object("{\"v\":" + json + "}").get("v");
        assertRefused(root -> root.put(key, value), part, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type|\"Unigram\"",
                "dropout|0.1",
                "continuing_subword_prefix|\"##\"",
                "end_of_word_suffix|\"</w>\"",
                "byte_fallback|true"
            })
    void refusesOtherModels(String key, String json) throws IOException {
        Object value = object("{\"v\":" + json + "}").get("v");
        assertRefused(root -> model(root).put(key, value), "model." + key, json + " is not supported");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^a",
                "a$",
                "\\bx",
                "\\h+",
                "a{2}+",
                "(?m:a)",
                "[[:alpha:]]",
                "[a&&b]",
                "\\p{^L}",
                "(?<n>a)",
                "\\"
            })
    void refusesExpressionsThatMeanSomethingElseInJava(String regex) throws IOException {
        assertRefused(
                root -> root.put("pre_tokenizer", splitBy(regex)),
                "pre_tokenizer.pretokenizers[0].pattern.Regex",
                "of the regular expression is not supported");
    }

    @Test
    void refusesAMalformedExpression() throws IOException {
        assertRefused(
                root -> root.put("pre_tokenizer", splitBy("(a")),
                "pre_tokenizer.pretokenizers[0].pattern.Regex",
                "Unclosed group");
    }

    @Test
    void refusesOtherSplitBehaviours() throws IOException {
        assertRefused(
                root -> root.put("pre_tokenizer", object("""
                    {"type": "Sequence", "pretokenizers": [
                      {"type": "Split", "pattern": {"Regex": "a"}, "behavior": "Removed", "invert": false},
                      {"type": "ByteLevel"}]}\
                    """)),
                "pre_tokenizer.pretokenizers[0].behavior",
                "\"Removed\" is not supported");
    }

    @Test
    void refusesMergesOfUnknownTokens() throws IOException {
        assertRefused(
                root -> model(root).put("merges", List.of("a b", "q zzzz")),
                "model.merges[1]",
                "expected two tokens whose joint spelling is a token, found q zzzz");
    }

    @Test
    void refusesAVocabularyWithoutEveryByte() throws IOException {
        assertRefused(root -> ((Map<?, ?>) model(root).get("vocab")).remove("Ġ"), "model.vocab", "without the byte 32");
    }

    @Test
    void refusesAMissingFile() {
        assertThatThrownBy(() -> Tokenizer.load(folder.resolve("none.json")))
                .isInstanceOf(TokenizerException.class)
                .hasMessage(folder.resolve("none.json") + ": no such file; copy it beside the weights it came with");
    }

    @Test
    void saysWhereTheJsonBreaks() throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": }");

        assertThatThrownBy(() -> Tokenizer.load(file)).hasMessageContaining("found '}' at line 1, column 11");
    }

    @Test
    void refusesOtherThanAnObject() throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), "[]");

        assertThatThrownBy(() -> Tokenizer.load(file)).hasMessageContaining("expected a JSON object");
    }
}
