package dev.rsparse.runtime.io;

import java.util.Optional;

/// Text that is not JSON as RFC 8259 has it. The message ends in the place: `… at line 3, column 7`.
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int offset;
    private final int line;
    private final int column;
    private final String duplicateKey;

    JsonException(String problem, String text, int offset) {
        this(problem, text, offset, null);
    }

    private JsonException(String problem, String text, int offset, String duplicateKey) {
        this(problem, offset, lineAt(text, offset), columnAt(text, offset), duplicateKey);
    }

    private JsonException(String problem, int offset, int line, int column, String duplicateKey) {
        super(problem + " at line " + line + ", column " + column);
        this.offset = offset;
        this.line = line;
        this.column = column;
        this.duplicateKey = duplicateKey;
    }

    static JsonException duplicate(String key, String text, int offset) {
        return new JsonException("key " + Json.quote(key) + " stands twice in one object", text, offset, key);
    }

    /// Where reading stopped, in UTF-16 units from the start of the text.
    public int offset() {
        return offset;
    }

    /// The line of [#offset()], counting from 1.
    public int line() {
        return line;
    }

    /// The column of [#offset()], counting from 1.
    public int column() {
        return column;
    }

    /// The key, when the fault is a key that stands twice in one object.
    public Optional<String> duplicateKey() {
        return Optional.ofNullable(duplicateKey);
    }

    private static int lineAt(String text, int offset) {
        return 1
                + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    private static int columnAt(String text, int offset) {
        return offset - text.lastIndexOf('\n', offset - 1);
    }
}
