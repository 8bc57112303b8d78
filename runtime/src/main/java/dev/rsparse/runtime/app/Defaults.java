package dev.rsparse.runtime.app;

/// What options say that are not given, as a user would write it.
public final class Defaults {

    /// Most tokens to write.
    public static final String TOKENS = "200";

    public static final String TEMPERATURE = "0.8";

    /// All tokens may be drawn.
    public static final String TOP_K = "0";

    public static final String TOP_P = "0.95";

    public static final String SEED = "0";

    private Defaults() {}
}
