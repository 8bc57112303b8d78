package dev.rsparse.compiler.check;

import java.util.Locale;

/// What ranks the channels or rows of a linear when no exponent is given.
public enum Score {
    /// The magnitude alone.
    MAGNITUDE,
    /// The magnitude times the norms of [dev.rsparse.compiler.ir.Thinning].
    COLUMN_NORM;

    /// The name used in `.rsp` files.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
