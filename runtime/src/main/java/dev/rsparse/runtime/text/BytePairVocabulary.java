package dev.rsparse.runtime.text;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// word → token ids by byte-pair encoding (Sennrich et al., 2016) over bytes. Safe for use by many threads.
final class BytePairVocabulary {
    /// More ids than any model has; a file that names larger ones is damaged.
    static final int MAX_IDS = 1 << 24;

    private final Map<String, Integer> ids;
    private final MergeTable merges;
    private final boolean ignoreMerges;
    private final int[] byteIds = new int[256];
    private final WordCache cache = new WordCache();

    /// @param ids token, spelled in the [ByteAlphabet], to id; holds every single byte
    /// @param ignoreMerges whether a word that is a token stays whole, even where merges would not lead to it
    BytePairVocabulary(Map<String, Integer> ids, MergeTable merges, boolean ignoreMerges) {
        this.ids = ids;
        this.merges = merges;
        this.ignoreMerges = ignoreMerges;
        for (int b = 0; b < 256; b++) {
            byteIds[b] = ids.get(String.valueOf(ByteAlphabet.charOf(b)));
        }
    }

    Map<String, Integer> ids() {
        return ids;
    }

    void encode(String word, IdList out) {
        int[] known = cache.find(word);
        if (known == null) {
            known = encode(word.getBytes(StandardCharsets.UTF_8));
            cache.put(word, known);
        }
        out.addAll(known);
    }

    private int[] encode(byte[] bytes) {
        if (ignoreMerges) {
            Integer whole = ids.get(ByteAlphabet.spell(bytes));
            if (whole != null) {
                return new int[] {whole};
            }
        }
        int[] single = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            single[i] = byteIds[bytes[i] & 0xff];
        }
        return new WordMerger(merges, single).merge();
    }
}
