package dev.rsparse.runtime.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// id → spelling and bytes, and spelling → id, of the vocabulary and the added tokens together.
final class TokenTable {
    private static final byte[] NO_BYTES = {};

    private final Map<String, Integer> ids;
    private final String[] tokens;
    private final byte[][] bytes;
    private final boolean[] special;

    TokenTable(Map<String, Integer> vocabulary, List<AddedToken> added) {
        ids = new HashMap<>(vocabulary);
        added.forEach(token -> ids.put(token.content(), token.id()));
        int size = 1 + ids.values().stream().mapToInt(id -> id).max().orElse(-1);
        tokens = new String[size];
        bytes = new byte[size][];
        special = new boolean[size];
        ids.forEach((token, id) -> {
            tokens[id] = token;
            bytes[id] = ByteAlphabet.bytesOf(token);
        });
        for (AddedToken token : added) {
            special[token.id()] = token.special();
        }
    }

    int size() {
        return tokens.length;
    }

    /// The id of a spelling, or null.
    Integer id(String token) {
        return ids.get(token);
    }

    /// The spelling of an id, or null.
    String token(int id) {
        return id >= 0 && id < tokens.length ? tokens[id] : null;
    }

    /// The bytes that a token stands for; none when it is unknown or left out.
    byte[] bytes(int id, boolean skipSpecial) {
        return token(id) == null || skipSpecial && special[id] ? NO_BYTES : bytes[id];
    }
}
