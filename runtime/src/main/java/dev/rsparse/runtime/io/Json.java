package dev.rsparse.runtime.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A strict reader of JSON (RFC 8259): no comments, no trailing commas, no repeated keys, no unpaired surrogates.
///
/// Objects come out as [LinkedHashMap] in the order of the file, arrays as [List], whole numbers that fit as [Long],
/// other numbers as [Double], and strings, booleans and `null` as themselves.
public final class Json {
    /// Deeper nesting is refused, so that a hostile file cannot exhaust the stack.
    public static final int MAX_DEPTH = 256;

    private Json() {}

    /// The one value that `text` holds.
    ///
    /// @throws JsonException when the text is not JSON
    public static Object parse(String text) {
        return new JsonReader(text).read();
    }

    /// As [#parse(String)], from UTF-8 bytes.
    ///
    /// @throws JsonException when the bytes are not UTF-8 or not JSON
    public static Object parse(byte[] utf8) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException malformed) {
            // The strict decoder does not say where it stopped; the lenient one marks the place.
            String marked = new String(utf8, StandardCharsets.UTF_8);
            throw new JsonException("bytes that are not UTF-8", marked, Math.max(0, marked.indexOf('\uFFFD')));
        }
        return parse(text);
    }

    /// `text` as a JSON string, quotes included. Control characters are escaped, everything else stands as it is.
    public static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
