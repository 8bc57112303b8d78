package dev.rsparse.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The least vocabulary that engines accept: special tokens, the 256 bytes, and words that nobody will type.
final class Vocabulary {

    static final int UNKNOWN = 0;
    static final int BEGIN = 1;
    static final int END = 2;
    static final int FIRST_BYTE = 3;
    static final int BYTES = 256;

    private Vocabulary() {}

    /// @param size tokens; more than the special ones and the bytes
    static List<String> of(int size) {
        List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        for (int i = 0; i < BYTES; i++) {
            tokens.add(String.format(Locale.ROOT, "<0x%02X>", i));
        }
        for (int i = tokens.size(); i < size; i++) {
            tokens.add("word" + i);
        }
        return tokens;
    }
}
