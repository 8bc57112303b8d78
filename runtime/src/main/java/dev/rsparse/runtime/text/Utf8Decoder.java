package dev.rsparse.runtime.text;

/// bytes, in pieces of any size → text. What is not UTF-8 becomes U+FFFD, one for each longest start of a character
/// that the bytes hold (Unicode 16, section 3.9, "maximal subpart"), as Rust and web browsers do it. The JDK's
/// decoder
/// counts encoded surrogates differently.
///
/// Source: the UTF-8 decoder of the WHATWG Encoding Standard.
final class Utf8Decoder {
    private static final int REPLACEMENT = 0xFFFD;

    private final StringBuilder out = new StringBuilder();
    private int point;
    private int missing;

    /// The range that the next byte must lie in to continue the character.
    private int lowest;

    private int highest;

    void accept(byte[] bytes) {
        for (byte b : bytes) {
            accept(b & 0xff);
        }
    }

    /// The text that is whole by now; a character that still misses bytes is held back.
    String take() {
        String text = out.toString();
        out.setLength(0);
        return text;
    }

    /// Gives up on a character that still misses bytes, and gives the last of the text.
    String finish() {
        abandon();
        return take();
    }

    private void accept(int b) {
        if (missing > 0 && (b < lowest || b > highest)) {
            abandon();
        }
        if (missing == 0) {
            start(b);
            return;
        }
        point = point << 6 | b & 0x3f;
        lowest = 0x80;
        highest = 0xbf;
        if (--missing == 0) {
            out.appendCodePoint(point);
        }
    }

    private void abandon() {
        if (missing > 0) {
            out.appendCodePoint(REPLACEMENT);
            missing = 0;
        }
    }

    private void start(int b) {
        if (b < 0x80) {
            out.append((char) b);
        } else if (b >= 0xc2 && b <= 0xdf) {
            expect(1, b & 0x1f, 0x80, 0xbf);
        } else if (b >= 0xe0 && b <= 0xef) {
            // Below the range for e0 the encoding is too long; above that for ed it names a surrogate.
            expect(2, b & 0xf, b == 0xe0 ? 0xa0 : 0x80, b == 0xed ? 0x9f : 0xbf);
        } else if (b >= 0xf0 && b <= 0xf4) {
            // Below the range for f0 the encoding is too long; above that for f4 lies past U+10FFFF.
            expect(3, b & 0x7, b == 0xf0 ? 0x90 : 0x80, b == 0xf4 ? 0x8f : 0xbf);
        } else {
            out.appendCodePoint(REPLACEMENT);
        }
    }

    private void expect(int count, int bits, int low, int high) {
        missing = count;
        point = bits;
        lowest = low;
        highest = high;
    }
}
