package dev.rsparse.compiler.kernel;

/// A function that HotSpot would only ever interpret, and that cannot be split.
public final class MethodTooLongException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String model;
    private final String function;
    private final int bytes;

    public MethodTooLongException(String model, String function, int bytes) {
        super(function + " of " + model + " takes " + bytes + " bytes of code, more than " + CodeSize.LONGEST);
        this.model = model;
        this.function = function;
        this.bytes = bytes;
    }

    /// The model's name.
    public String model() {
        return model;
    }

    /// The function's name.
    public String function() {
        return function;
    }

    /// Length of its code; [CodeSize#LONGEST] is allowed.
    public int bytes() {
        return bytes;
    }
}
