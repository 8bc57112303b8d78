package dev.rsparse.runtime.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/// Hugging Face's own tokenizer, through DJL's native binding, as the judge of ours.
final class HuggingFaceOracle implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;

    private HuggingFaceOracle(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /// Opens a tokenizer file; skips the test where the native library does not load.
    static HuggingFaceOracle open(Path file) throws IOException {
        // The library comes out of its jar; nothing may be fetched, nor written outside the build folder.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty(
                "DJL_CACHE_DIR", Path.of("target/djl").toAbsolutePath().toString());
        System.setProperty("OPT_OUT_TRACKING", "true");
        try {
            return new HuggingFaceOracle(HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optTruncation(false)
                    .optPadding(false)
                    .build());
        } catch (LinkageError | IllegalStateException noNative) {
            return Assumptions.abort("DJL's tokenizers library does not load here: " + noNative);
        }
    }

    int[] encode(String text, boolean addSpecialTokens) {
        return Arrays.stream(tokenizer.encode(text, addSpecialTokens, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    String decode(int[] ids, boolean skipSpecial) {
        return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecial);
    }

    /// Fails at the first id that differs, showing the text on both sides of it.
    void assertSameIds(Tokenizer ours, String text, boolean addSpecialTokens) {
        int[] expected = encode(text, addSpecialTokens);
        int[] found = ours.encode(text, addSpecialTokens);
        int at = Arrays.mismatch(expected, found);
        if (at >= 0) {
            int[] same = Arrays.copyOfRange(expected, Math.max(0, at - 20), at);
            int[] next = Arrays.copyOfRange(expected, at, Math.min(expected.length, at + 5));
            int[] other = Arrays.copyOfRange(found, at, Math.min(found.length, at + 5));
            throw new AssertionError("after " + escaped(decode(same, false)) + " expected "
                    + escaped(decode(next, false)) + Arrays.toString(next) + ", found " + escaped(decode(other, false))
                    + Arrays.toString(other));
        }
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(c ->
                        out.append(c > 32 && c < 127 ? Character.toString(c) : "<" + Integer.toHexString(c) + ">"));
        return out.toString();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
