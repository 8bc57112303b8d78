package dev.rsparse.runtime.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/// text → stretches without added tokens, and the added tokens between them. Of the tokens that start at one place
/// the
/// longest counts; the search goes on behind it.
final class AddedTokens {

    /// A node of the tree of all contents, letter by letter.
    private static final class Letter {
        private final int depth;
        private final Map<Character, Letter> next = new HashMap<>();
        private AddedToken token;

        Letter(int depth) {
            this.depth = depth;
        }

        Letter follow(char c) {
            return next.computeIfAbsent(c, _ -> new Letter(depth + 1));
        }
    }

    private final Letter root = new Letter(0);

    /// @param normalizer applied to the contents, as to the text that they are looked for in
    AddedTokens(List<AddedToken> tokens, UnaryOperator<String> normalizer) {
        for (AddedToken token : tokens) {
            Letter letter = root;
            for (char c : normalizer.apply(token.content()).toCharArray()) {
                letter = letter.follow(c);
            }
            letter.token = token;
        }
    }

    /// Hands out the ids of added tokens and the pieces between them, in order.
    void split(String text, IntConsumer ids, Consumer<String> pieces) {
        int done = 0;
        int at = 0;
        while (at < text.length()) {
            Letter match = longestAt(text, at);
            if (match == null) {
                at++;
                continue;
            }
            AddedToken token = match.token;
            int end = at + match.depth;
            if (!token.singleWord() || standsAlone(text, at, end)) {
                int start = token.stripLeft() ? Math.max(done, skipSpaceBefore(text, at)) : at;
                end = token.stripRight() ? skipSpaceAfter(text, end) : end;
                emit(text, done, start, pieces);
                ids.accept(token.id());
                done = end;
            }
            at = end;
        }
        emit(text, done, text.length(), pieces);
    }

    private static void emit(String text, int from, int to, Consumer<String> pieces) {
        if (from < to) {
            pieces.accept(text.substring(from, to));
        }
    }

    private Letter longestAt(String text, int start) {
        Letter longest = null;
        Letter letter = root.next.get(text.charAt(start));
        for (int at = start + 1; letter != null; at++) {
            longest = letter.token != null ? letter : longest;
            letter = at < text.length() ? letter.next.get(text.charAt(at)) : null;
        }
        return longest;
    }

    private static boolean standsAlone(String text, int start, int end) {
        return (start == 0 || !isWord(text.codePointBefore(start)))
                && (end == text.length() || !isWord(text.codePointAt(end)));
    }

    /// A word character as Unicode's regular expressions (UTS 18, annex C) have it.
    private static boolean isWord(int point) {
        int type = Character.getType(point);
        return Character.isAlphabetic(point)
                || type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.CONNECTOR_PUNCTUATION
                || point == 0x200C
                || point == 0x200D;
    }

    private static int skipSpaceBefore(String text, int at) {
        int start = at;
        while (start > 0 && isSpace(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static int skipSpaceAfter(String text, int at) {
        int end = at;
        while (end < text.length() && isSpace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /// Unicode's `White_Space`, all of which lies below U+10000.
    private static boolean isSpace(char c) {
        return Character.isSpaceChar(c) || c >= '\t' && c <= '\r' || c == 0x85;
    }
}
