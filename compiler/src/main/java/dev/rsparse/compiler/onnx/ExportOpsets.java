package dev.rsparse.compiler.onnx;

/// The versions of the standard operators that models can be exported in.
public final class ExportOpsets {

    /// The oldest, and that by default.
    public static final int OLDEST = 21;

    /// The newest.
    public static final int NEWEST = 26;

    private ExportOpsets() {}
}
