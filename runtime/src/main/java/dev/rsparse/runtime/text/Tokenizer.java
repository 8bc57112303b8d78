package dev.rsparse.runtime.text;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Turns text into the token ids of a model and back, as its `tokenizer.json` says. Safe for use by many threads.
///
/// Ids are those of Hugging Face's `tokenizers` 0.x, except where the Unicode tables of the two sides differ: a
/// letter that is younger than the tables of one side is a letter on the other alone.
public final class Tokenizer {
    private final AddedTokens addedBefore;
    private final AddedTokens addedAfter;
    private final boolean composes;
    private final PreTokenizer preTokenizer;
    private final BytePairVocabulary vocabulary;
    private final Template template;
    private final TokenTable table;

    /// @param composes whether text is put into Unicode's composed form (NFC) first
    Tokenizer(
            List<AddedToken> added,
            boolean composes,
            PreTokenizer preTokenizer,
            BytePairVocabulary vocabulary,
            Template template) {
        this.composes = composes;
        this.preTokenizer = preTokenizer;
        this.vocabulary = vocabulary;
        this.template = template;
        Map<Boolean, List<AddedToken>> split =
                added.stream().collect(Collectors.partitioningBy(AddedToken::normalized));
        addedBefore = new AddedTokens(split.get(false), UnaryOperator.identity());
        addedAfter = new AddedTokens(split.get(true), this::normalize);
        table = new TokenTable(vocabulary.ids(), added);
    }

    /// Reads a `tokenizer.json`.
    ///
    /// @throws TokenizerException when the file cannot be read, is damaged, or is not of the byte-level BPE kind
    public static Tokenizer load(Path path) {
        return TokenizerFile.read(path);
    }

    /// The tokenizer of a `tokenizer.json` that was read already.
    ///
    /// @param path what messages call it
    /// @throws TokenizerException when it is damaged, or is not of the byte-level BPE kind
    public static Tokenizer of(byte[] json, Path path) {
        return TokenizerFile.read(path, json);
    }

    /// One more than the largest id.
    public int size() {
        return table.size();
    }

    /// The id of a token by its exact spelling, such as `<|end_of_text|>`; spaces are spelled `Ġ`.
    public OptionalInt id(String token) {
        Integer id = table.id(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /// The spelling of a token, if the vocabulary has that id.
    public Optional<String> token(int id) {
        return Optional.ofNullable(table.token(id));
    }

    /// Ids of a text. Names of added tokens in the text (`<|end_of_text|>`) become those tokens. A char that is
    /// half of a surrogate pair counts as U+FFFD, the replacement character.
    ///
    /// @param addSpecialTokens whether the model's begin and end marks go around the text
    public int[] encode(String text, boolean addSpecialTokens) {
        IdList ids = new IdList();
        if (addSpecialTokens) {
            ids.addAll(template.before());
        }
        addedBefore.split(
                wellFormed(text),
                ids::add,
                raw -> addedAfter.split(
                        normalize(raw),
                        ids::add,
                        piece -> preTokenizer.words(piece, word -> vocabulary.encode(word, ids))));
        if (addSpecialTokens) {
            ids.addAll(template.after());
        }
        return ids.toArray();
    }

    private String normalize(String text) {
        return composes ? Normalizer.normalize(text, Normalizer.Form.NFC) : text;
    }

    /// The text of some ids. Bytes that are not UTF-8 become U+FFFD; ids that the vocabulary lacks give no text.
    ///
    /// @param skipSpecial whether special tokens are left out
    public String decode(int[] ids, boolean skipSpecial) {
        Utf8Decoder decoder = new Utf8Decoder();
        for (int id : ids) {
            decoder.accept(table.bytes(id, skipSpecial));
        }
        return decoder.finish();
    }

    /// A decoder that takes ids one by one and gives text as soon as it is whole.
    ///
    /// @param skipSpecial whether special tokens are left out
    public TokenStream stream(boolean skipSpecial) {
        return new TokenStream(table, skipSpecial);
    }

    private static String wellFormed(String text) {
        if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return text;
        }
        // Pairs come out as one code point each, so what is left in the range of surrogates is a half.
        int[] points = text.codePoints()
                .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                .toArray();
        return new String(points, 0, points.length);
    }
}
