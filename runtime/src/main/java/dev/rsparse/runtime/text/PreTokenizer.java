package dev.rsparse.runtime.text;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// text → words, each of which is encoded by itself. Every step cuts the pieces of the one before.
///
/// @param steps applied in order
record PreTokenizer(List<Step> steps) {

    /// One way to change or cut a piece.
    sealed interface Step {}

    /// Cuts at both ends of every match; what lies between matches is kept too.
    record Split(Pattern pattern) implements Step {}

    /// Puts a space before a piece that does not start with one.
    record PrefixSpace() implements Step {}

    PreTokenizer {
        steps = List.copyOf(steps);
    }

    void words(String text, Consumer<String> words) {
        words(0, text, words);
    }

    private void words(int step, String piece, Consumer<String> words) {
        if (piece.isEmpty()) {
            return;
        }
        if (step == steps.size()) {
            words.accept(piece);
            return;
        }
        switch (steps.get(step)) {
            case PrefixSpace() -> words(step + 1, piece.startsWith(" ") ? piece : " " + piece, words);
            case Split(Pattern pattern) -> split(step, pattern.matcher(piece), piece, words);
        }
    }

    private void split(int step, Matcher matcher, String piece, Consumer<String> words) {
        int done = 0;
        while (matcher.find()) {
            words(step + 1, piece.substring(done, matcher.start()), words);
            words(step + 1, matcher.group(), words);
            done = matcher.end();
        }
        words(step + 1, piece.substring(done), words);
    }
}
