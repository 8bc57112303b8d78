package dev.rsparse.runtime.text;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// Tokens as text. A prompt given as ids may do without a tokenizer; the ids stand for the text then. For one
/// thread.
public final class Detokenizer {

    private final Optional<Tokenizer> tokenizer;
    private final Optional<TokenStream> stream;

    public Detokenizer(Optional<Tokenizer> tokenizer) {
        this.tokenizer = tokenizer;
        this.stream = tokenizer.map(found -> found.stream(true));
    }

    /// The text of `ids`, without special tokens.
    public String decode(int[] ids) {
        return tokenizer
                .map(found -> found.decode(ids, true))
                .orElseGet(() -> Arrays.stream(ids).mapToObj(id -> id + " ").collect(Collectors.joining()));
    }

    /// What one more token adds; empty while a character is not complete.
    public String next(int id) {
        return stream.map(found -> found.next(id)).orElse(id + " ");
    }

    /// What is left when the last token was told.
    public String finish() {
        return stream.map(TokenStream::finish).orElse("");
    }
}
