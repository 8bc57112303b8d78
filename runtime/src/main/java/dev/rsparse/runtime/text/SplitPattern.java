package dev.rsparse.runtime.text;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// a regular expression of a tokenizer file → the same for Java.
///
/// The files are written for Oniguruma with Ruby's syntax and Unicode classes. Most of what they use means the same
/// in
/// Java once its classes are Unicode's; what differs is spelled out for Java here, and refused where it cannot be.
final class SplitPattern {
    /// GPT-2's own pattern, used where a file names none.
    static final String GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    private static final Set<String> GROUPS = Set.of("?:", "?=", "?!", "?<=", "?<!", "?>", "?i:", "?i)");

    /// Escapes with one meaning in both dialects.
    private static final String SHARED_ESCAPES = "sSdDrntf";

    /// Java's own `\w` has the two join controls besides.
    private static final String WORD = "\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}";

    private final String source;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int classDepth;

    private SplitPattern(String source) {
        this.source = source;
    }

    /// @throws IllegalArgumentException saying which construct has no equal in Java
    static Pattern compile(String source) {
        String translated = new SplitPattern(source).translate();
        try {
            return Pattern.compile(translated, Pattern.UNICODE_CHARACTER_CLASS);
        } catch (PatternSyntaxException malformed) {
            throw new IllegalArgumentException(malformed.getDescription(), malformed);
        }
    }

    private String translate() {
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == '\\') {
                escape();
            } else if (classDepth > 0) {
                insideClass(c);
            } else {
                outsideClass(c);
            }
        }
        return out.toString();
    }

    private void outsideClass(char c) {
        switch (c) {
            case '[' -> openClass();
            case '.' -> {
                out.append("[^\\n]");
                at++;
            }
            // Ruby's anchors match at every line, and its `{n}+` repeats where Java's is possessive.
            case '^', '$' -> throw unsupported(1);
            case '(' -> openGroup();
            case '}' -> {
                if (source.startsWith("+", at + 1) || source.startsWith("?", at + 1)) {
                    throw unsupported(2);
                }
                copy(1);
            }
            default -> copy(1);
        }
    }

    private void openGroup() {
        if (source.startsWith("?", at + 1) && GROUPS.stream().noneMatch(group -> source.startsWith(group, at + 1))) {
            throw unsupported(4);
        }
        copy(1);
    }

    private void insideClass(char c) {
        switch (c) {
            case '[' -> openClass();
            case ']' -> {
                classDepth--;
                copy(1);
            }
            case '&' -> {
                if (source.startsWith("&&", at)) {
                    throw unsupported(2);
                }
                copy(1);
            }
            default -> copy(1);
        }
    }

    private void openClass() {
        if (source.startsWith("[:", at) || source.startsWith("[]", at) || source.startsWith("[^]", at)) {
            throw unsupported(3);
        }
        classDepth++;
        copy(source.startsWith("[^", at) ? 2 : 1);
    }

    private void escape() {
        if (at + 1 == source.length()) {
            throw unsupported(1);
        }
        char kind = source.charAt(at + 1);
        if (kind == 'p' || kind == 'P') {
            property();
        } else if (kind == 'w' || kind == 'W') {
            out.append(kind == 'w' ? "[" : "[^").append(WORD).append(']');
            at += 2;
        } else if (SHARED_ESCAPES.indexOf(kind) >= 0 || kind < 128 && !Character.isLetterOrDigit(kind)) {
            copy(2);
        } else if (kind == 'u' || source.startsWith("x{", at + 1)) {
            copy(2);
        } else {
            throw unsupported(2);
        }
    }

    private void property() {
        int end = source.indexOf('}', at);
        if (!source.startsWith("{", at + 2) || end < 0) {
            throw unsupported(3);
        }
        String name = source.substring(at + 3, end);
        out.append('\\').append(source.charAt(at + 1)).append('{');
        out.append(isCategory(name) ? name : "Is" + script(name)).append('}');
        at = end + 1;
    }

    private static boolean isCategory(String name) {
        return name.matches("[LMNPSZC]|L[ultmo]|M[nce]|N[dlo]|P[cdseifo]|S[mcko]|Z[slp]|C[cfson]");
    }

    private String script(String name) {
        try {
            return Character.UnicodeScript.forName(name.toUpperCase(Locale.ROOT))
                    .name();
        } catch (IllegalArgumentException notAScript) {
            throw unsupported(4 + name.length());
        }
    }

    private void copy(int length) {
        int end = Math.min(source.length(), at + length);
        out.append(source, at, end);
        at = end;
    }

    private IllegalArgumentException unsupported(int length) {
        String construct = source.substring(at, Math.min(source.length(), at + length));
        return new IllegalArgumentException("\"" + construct + "\" at position " + at + " of the regular expression");
    }
}
