package dev.rsparse.runtime.text;

import static dev.rsparse.runtime.text.TokenizerVariant.add;
import static dev.rsparse.runtime.text.TokenizerVariant.model;
import static dev.rsparse.runtime.text.TokenizerVariant.object;
import static dev.rsparse.runtime.text.TokenizerVariant.splitBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What other models' tokenizer files ask for, against Hugging Face's tokenizer, id for id.
class TokenizerVariantOracleTest {
    @TempDir
    Path folder;

    private void assertSameIds(Consumer<Map<String, Object>> change) throws IOException {
        Path file = TokenizerVariant.write(folder, change);
        try (HuggingFaceOracle theirs = HuggingFaceOracle.open(file)) {
            Tokenizer ours = Tokenizer.load(file);
            for (int seed = 0; seed < 60; seed++) {
                theirs.assertSameIds(ours, SampleText.random(seed, 500), seed % 2 == 0);
            }
            for (int seed = 0; seed < 500; seed++) {
                theirs.assertSameIds(ours, SampleText.random(seed, seed % 6), seed % 2 == 0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Qwen 2
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r"
                        + "\\n"
                        + "\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r"
                        + "\\n"
                        + "]*|\\s*[\\r"
                        + "\\n"
                        + "]+|\\s+(?!\\S)|\\s+",
                // o200k
                "[^\\r"
                        + "\\n"
                        + "\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r"
                        + "\\n"
                        + "\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}|"
                        + " ?[^\\s\\p{L}\\p{N}]+[\\r"
                        + "\\n"
                        + "/]*|\\s*[\\r"
                        + "\\n"
                        + "]+|\\s+(?!\\S)|\\s+",
                // DeepSeek
                "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r"
                        + "\\n"
                        + "\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r"
                        + "\\n"
                        + "]*|\\s*[\\r"
                        + "\\n"
                        + "]+|\\s+(?!\\S)|\\s+",
                // one construct each: script, word, digit, dot, look-behind, negated property, nested class
                "\\p{Han}+|\\P{Latin}",
                "\\w+|\\W",
                "[\\w']+|[^\\w\\s]",
                "\\d+|\\D",
                ".+",
                "(?<=a)b|(?<!\\s)\\S|(?>\\n+)",
                "[^\\P{L}a]+|[a[0-9]]+",
                "(?i)THE|k+"
            })
    void splitsByOtherExpressions(String regex) throws IOException {
        assertSameIds(root -> root.put("pre_tokenizer", splitBy(regex)));
    }

    @Test
    void splitsAsGpt2Does() throws IOException {
        assertSameIds(root -> root.put(
                "pre_tokenizer",
                object("{\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true}")));
    }

    @Test
    void putsASpaceBeforeEveryPiece() throws IOException {
        assertSameIds(root -> root.put(
                "pre_tokenizer",
                object("{\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true,"
                        + " \"use_regex\": true}")));
    }

    @Test
    void composesCharacters() throws IOException {
        assertSameIds(root -> {
            root.put("normalizer", object("{\"type\": \"NFC\"}"));
            add(root, 4096, "e\u0301t", "normalized");
            add(root, 4097, "a\u0300", "special");
        });
    }

    @Test
    void keepsWholeTokensWhole() throws IOException {
        assertSameIds(root -> {
            model(root).put("ignore_merges", true);
            // Without the first thousand merges many tokens cannot be reached by merging.
            List<?> merges = (List<?>) model(root).get("merges");
            model(root).put("merges", merges.subList(1000, merges.size()));
        });
    }

    @Test
    void readsMergesWrittenWithASpace() throws IOException {
        assertSameIds(root -> model(root)
                .compute(
                        "merges",
                        (key, merges) -> ((List<?>) merges)
                                .stream()
                                        .map(pair -> ((List<?>) pair)
                                                .stream()
                                                        .map(String.class::cast)
                                                        .collect(Collectors.joining(" ")))
                                        .toList()));
    }

    @Test
    void findsAddedTokensOfEveryKind() throws IOException {
        assertSameIds(root -> {
            add(root, 4096, "antidisestablishmentarianism", "single_word");
            add(root, 4097, "straße", "lstrip", "normalized");
            add(root, 4098, "ŒUVRE", "rstrip", "special");
            add(root, 4099, "<|end_of", "special");
            add(root, 4100, "日", "lstrip", "rstrip", "single_word");
            add(root, 4101, "  ", "normalized");
        });
    }

    @Test
    void surroundsTextAsTheTemplateSays() throws IOException {
        assertSameIds(root -> root.put("post_processor", object("""
            {"type": "Sequence", "processors": [
              {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false, "use_regex": true},
              {"type": "TemplateProcessing",
               "single": [{"SpecialToken": {"id": "B", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                          {"SpecialToken": {"id": "E", "type_id": 0}}],
               "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
               "special_tokens": {"B": {"id": "B", "ids": [0, 7], "tokens": ["<|begin_of_text|>", "&"]},
                                  "E": {"id": "E", "ids": [1], "tokens": ["<|end_of_text|>"]}}}]}\
            """)));
    }

    @Test
    void leavesTextAloneWithoutATemplate() throws IOException {
        assertSameIds(root -> root.put("post_processor", null));
    }
}
