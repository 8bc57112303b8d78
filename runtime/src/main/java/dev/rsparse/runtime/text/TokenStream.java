package dev.rsparse.runtime.text;

/// Token ids one by one → text, for printing while a model writes. A character whose bytes are spread over several
/// tokens comes out with the last of them. All pieces joined are what [Tokenizer#decode] gives. For one thread.
public final class TokenStream {
    private final TokenTable table;
    private final boolean skipSpecial;
    private final Utf8Decoder decoder = new Utf8Decoder();

    TokenStream(TokenTable table, boolean skipSpecial) {
        this.table = table;
        this.skipSpecial = skipSpecial;
    }

    /// Takes the next id and gives the text that is now whole, often none.
    public String next(int id) {
        decoder.accept(table.bytes(id, skipSpecial));
        return decoder.take();
    }

    /// Ends the text: gives U+FFFD for a character that never became whole, otherwise nothing. The stream can then
    /// start on another text.
    public String finish() {
        return decoder.finish();
    }
}
