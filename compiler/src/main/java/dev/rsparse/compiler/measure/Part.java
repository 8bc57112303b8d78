package dev.rsparse.compiler.measure;

/// One of several parts of the windows, nearly equal in size.
///
/// @param number from 1
/// @param of how many there are
public record Part(int number, int of) {

    /// All windows.
    public static final Part WHOLE = new Part(1, 1);

    /// @throws IllegalArgumentException when there is no such part
    public Part {
        if (number < 1 || number > of) {
            throw new IllegalArgumentException("there is no part " + number + " of " + of);
        }
    }

    /// The first of `windows` windows that belongs to this part.
    int from(int windows) {
        return (int) ((long) windows * (number - 1) / of);
    }

    /// How many of `windows` windows belong to this part.
    public int size(int windows) {
        return (int) ((long) windows * number / of) - from(windows);
    }

    @Override
    public String toString() {
        return number + " of " + of;
    }
}
