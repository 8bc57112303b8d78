package dev.rsparse.compiler.check;

import java.util.Locale;

/// Whose channels a linear keeps.
enum MaskScope {
    /// Those that its own scores say.
    OWN,
    /// The same as the other linears that read its input and share their mask.
    SHARED;

    /// The name used in `.rsp` files.
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
