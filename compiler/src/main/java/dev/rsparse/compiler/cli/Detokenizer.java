package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.runtime.text.TokenStream;
import dev.rsparse.runtime.text.Tokenizer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// Tokens as text. A prompt given as ids may do without a tokenizer; the ids stand for the text then.
final class Detokenizer {

    private final Optional<Tokenizer> tokenizer;
    private final Optional<TokenStream> stream;

    private Detokenizer(Optional<Tokenizer> tokenizer) {
        this.tokenizer = tokenizer;
        this.stream = tokenizer.map(found -> found.stream(true));
    }

    /// The tokenizer beside the source.
    ///
    /// @param optional whether its file may be absent
    static Detokenizer of(ModelProject project, boolean optional) {
        boolean absent = optional && !Files.exists(project.tokenizerPath());
        return new Detokenizer(absent ? Optional.empty() : Optional.of(Tokenizer.load(project.tokenizerPath())));
    }

    /// The ids of a prompt, behind the begin token.
    int[] encode(String text) {
        return tokenizer.orElseThrow().encode(text, true);
    }

    String decode(int[] ids) {
        return tokenizer
                .map(found -> found.decode(ids, true))
                .orElseGet(() -> Arrays.stream(ids).mapToObj(id -> id + " ").collect(Collectors.joining()));
    }

    /// What one more token adds; empty while a character is not complete.
    String next(int id) {
        return stream.map(found -> found.next(id)).orElse(id + " ");
    }

    /// What is left when the last token was told.
    String finish() {
        return stream.map(TokenStream::finish).orElse("");
    }
}
