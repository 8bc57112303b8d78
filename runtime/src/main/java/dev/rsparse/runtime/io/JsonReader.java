package dev.rsparse.runtime.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// text → the one value it holds, by recursive descent; a reader serves one text. See [Json] for what comes out.
final class JsonReader {
    private final String text;
    private int at;
    private int depth;

    JsonReader(String text) {
        this.text = text;
    }

    Object read() {
        skipSpace();
        Object value = value();
        skipSpace();
        if (at < text.length()) {
            throw problem("expected the end of the text, found " + found());
        }
        return value;
    }

    private Object value() {
        if (at == text.length()) {
            throw problem("expected a value, found " + found());
        }
        return switch (text.charAt(at)) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw problem("expected a value, found " + found());
        };
    }

    private Map<String, Object> object() {
        enter();
        Map<String, Object> members = new LinkedHashMap<>();
        if (!closes('}')) {
            do {
                skipSpace();
                int start = at;
                if (at == text.length() || text.charAt(at) != '"') {
                    throw problem("expected a key in double quotes, found " + found());
                }
                String key = string();
                skipSpace();
                expect(':');
                skipSpace();
                Object value = value();
                if (members.containsKey(key)) {
                    throw JsonException.duplicate(key, text, start);
                }
                members.put(key, value);
            } while (continues('}'));
        }
        depth--;
        return members;
    }

    private List<Object> array() {
        enter();
        List<Object> elements = new ArrayList<>();
        if (!closes(']')) {
            do {
                skipSpace();
                elements.add(value());
            } while (continues(']'));
        }
        depth--;
        return elements;
    }

    private void enter() {
        if (++depth > Json.MAX_DEPTH) {
            throw problem("objects and arrays nest deeper than " + Json.MAX_DEPTH);
        }
        at++;
    }

    private boolean closes(char end) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == end) {
            at++;
            return true;
        }
        return false;
    }

    private boolean continues(char end) {
        if (closes(end)) {
            return false;
        }
        if (at == text.length() || text.charAt(at) != ',') {
            throw problem("expected ',' or '" + end + "', found " + found());
        }
        at++;
        return true;
    }

    private String string() {
        int start = ++at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(start, at++);
            }
            if (c == '\\') {
                return stringWithEscapes(start);
            }
            refuseControl(c);
            at++;
        }
        throw problem("the text ends inside a string");
    }

    private String stringWithEscapes(int start) {
        StringBuilder out = new StringBuilder().append(text, start, at);
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return out.toString();
            }
            if (c == '\\') {
                out.appendCodePoint(escape());
            } else {
                refuseControl(c);
                out.append(c);
                at++;
            }
        }
        throw problem("the text ends inside a string");
    }

    private void refuseControl(char c) {
        if (c < ' ') {
            throw problem("a string holds a raw control character, found " + found());
        }
    }

    private int escape() {
        int start = at++;
        char kind = at < text.length() ? text.charAt(at++) : '\0';
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicodeEscape(start);
            default -> {
                at = start;
                throw problem("unknown escape in a string");
            }
        };
    }

    private int unicodeEscape(int start) {
        int first = hex();
        if (!Character.isSurrogate((char) first)) {
            return first;
        }
        if (Character.isHighSurrogate((char) first) && text.startsWith("\\u", at)) {
            at += 2;
            int second = hex();
            if (Character.isLowSurrogate((char) second)) {
                return Character.toCodePoint((char) first, (char) second);
            }
        }
        at = start;
        throw problem("an escape names half of a surrogate pair");
    }

    private int hex() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = at < text.length() ? text.charAt(at) : '\0';
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw problem("expected four hexadecimal digits, found " + found());
            }
            code = code << 4 | digit;
            at++;
        }
        return code;
    }

    private Object number() {
        int start = at;
        skipIf('-');
        if (!skipIf('0')) {
            digits();
        }
        boolean whole = true;
        if (skipIf('.')) {
            whole = false;
            digits();
        }
        if (skipIf('e') || skipIf('E')) {
            whole = false;
            if (!skipIf('+')) {
                skipIf('-');
            }
            digits();
        }
        return numberValue(start, whole);
    }

    private Object numberValue(int start, boolean whole) {
        // A long has at most 19 digits and a sign; a longer run of digits can only be a double.
        if (whole && at - start <= 20) {
            try {
                return Long.parseLong(text, start, at, 10);
            } catch (NumberFormatException tooLarge) {
                return Double.valueOf(text.substring(start, at));
            }
        }
        double value = Double.parseDouble(text.substring(start, at));
        if (Double.isInfinite(value)) {
            at = start;
            throw problem("a number too large for 64-bit floating point");
        }
        return value;
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw problem("expected a digit, found " + found());
        }
    }

    private boolean skipIf(char wanted) {
        boolean there = at < text.length() && text.charAt(at) == wanted;
        if (there) {
            at++;
        }
        return there;
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw problem("expected a value, found " + found());
        }
        at += word.length();
        return value;
    }

    private void expect(char wanted) {
        if (!skipIf(wanted)) {
            throw problem("expected '" + wanted + "', found " + found());
        }
    }

    private void skipSpace() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }

    private String found() {
        if (at >= text.length()) {
            return "the end of the text";
        }
        int point = text.codePointAt(at);
        return point < ' ' || point > '~' ? String.format(Locale.ROOT, "U+%04X", point) : "'" + (char) point + "'";
    }

    private JsonException problem(String problem) {
        return new JsonException(problem, text, at);
    }
}
