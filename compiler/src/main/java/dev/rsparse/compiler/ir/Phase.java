package dev.rsparse.compiler.ir;

import java.util.Locale;

/// Which tokens a policy thins.
public enum Phase {
    /// The prompt runs dense, each generated token sparse: what a user runs.
    DECODE,
    /// Every token runs sparse: the harder figure.
    ALL;

    /// The name used in `.rsp` files and on the command line.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
