package dev.rsparse.compiler.check;

import java.util.Locale;

/// What ranks the channels of a linear's input.
public enum Score {
    /// `|x_j|`.
    MAGNITUDE,
    /// `|x_j|` times the Euclidean norm of column `j` of the weight.
    COLUMN_NORM;

    /// The name used in `.rsp` files.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
