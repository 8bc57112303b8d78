package dev.rsparse.compiler.emit.bytecode;

/// A function whose code is longer than what HotSpot compiles.
public final class MethodTooLongException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String function;
    private final int bytes;
    private final int longest;

    MethodTooLongException(String function, int bytes, int longest) {
        super(function + " takes " + bytes + " bytes of code, more than " + longest);
        this.function = function;
        this.bytes = bytes;
        this.longest = longest;
    }

    /// The function's name.
    public String function() {
        return function;
    }

    /// Length of its code.
    public int bytes() {
        return bytes;
    }

    /// The longest code allowed.
    public int longest() {
        return longest;
    }
}
