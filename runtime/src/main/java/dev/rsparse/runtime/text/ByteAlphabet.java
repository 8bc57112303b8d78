package dev.rsparse.runtime.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The printable character that stands for each byte in a byte-level vocabulary: printable Latin-1 characters stand
/// for
/// themselves, the other 68 bytes take the characters from U+0100 on.
///
/// Source: `bytes_to_unicode` in the GPT-2 encoder, Radford et al., 2019.
final class ByteAlphabet {
    private static final char[] CHARS = new char[256];
    private static final short[] BYTES = new short[256 + 68];

    static {
        Arrays.fill(BYTES, (short) -1);
        char next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b > ' ' && b < 127 || b > 160 && b != 173;
            CHARS[b] = printable ? (char) b : next++;
            BYTES[CHARS[b]] = (short) b;
        }
    }

    private ByteAlphabet() {}

    static char charOf(int b) {
        return CHARS[b & 0xff];
    }

    /// The vocabulary's spelling of some bytes.
    static String spell(byte[] bytes) {
        char[] chars = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            chars[i] = charOf(bytes[i]);
        }
        return new String(chars);
    }

    /// The bytes that a token spells; a token with any other character (an added one) is its own UTF-8 bytes.
    static byte[] bytesOf(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = token.charAt(i);
            if (c >= BYTES.length || BYTES[c] < 0) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            bytes[i] = (byte) BYTES[c];
        }
        return bytes;
    }
}
