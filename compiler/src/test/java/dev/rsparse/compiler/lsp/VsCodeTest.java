package dev.rsparse.compiler.lsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rsparse.compiler.check.Vocabulary;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.grammar.antlr.RspLexer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The extension in `editors/vscode` knows the words that the compiler knows.
class VsCodeTest {

    private static final Path FOLDER = Path.of("..", "editors", "vscode");

    private static JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(Files.readString(FOLDER.resolve(file)));
    }

    /// The words of a pattern `\b(?:a|b|c)\b`.
    private static List<String> words(String part) throws IOException {
        String pattern = json("syntaxes/rsp.tmLanguage.json")
                .get("repository")
                .get(part)
                .get("match")
                .asText();
        Matcher words = Pattern.compile("\\\\b\\(\\?:([a-z0-9|]+)\\)\\\\b").matcher(pattern);
        assertThat(words.matches()).as(pattern).isTrue();
        return Arrays.asList(words.group(1).split("\\|"));
    }

    @Test
    void keywordsAreThoseOfTheGrammar() throws IOException {
        List<String> keywords = IntStream.rangeClosed(1, RspLexer.VOCABULARY.getMaxTokenType())
                .mapToObj(RspLexer.VOCABULARY::getLiteralName)
                .filter(Objects::nonNull)
                .map(name -> name.substring(1, name.length() - 1))
                .filter(name -> name.matches("[a-z]+"))
                .toList();
        assertThat(words("keywords")).containsExactlyInAnyOrderElementsOf(keywords);
    }

    @Test
    void typesAndPropertiesAreThoseOfTheChecker() throws IOException {
        assertThat(words("types"))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(DType.values()).map(DType::text).toList());
        assertThat(words("properties")).containsExactlyInAnyOrderElementsOf(Vocabulary.policyProperties());
    }

    @Test
    void everyFileThatTheExtensionNamesIsThere() throws IOException {
        JsonNode extension = json("package.json");
        JsonNode contributes = extension.get("contributes");
        for (String file : List.of(
                extension.get("main").asText(),
                contributes.get("languages").get(0).get("configuration").asText(),
                contributes.get("grammars").get(0).get("path").asText())) {
            assertThat(FOLDER.resolve(file)).isRegularFile();
        }
        assertThat(contributes.get("grammars").get(0).get("scopeName"))
                .isEqualTo(json("syntaxes/rsp.tmLanguage.json").get("scopeName"));
        assertThat(json("language-configuration.json")
                        .get("comments")
                        .get("lineComment")
                        .asText())
                .isEqualTo("//");
    }
}
