package dev.rsparse.compiler.ir;

/// How attention makes weights of the products of queries and keys.
///
/// @param scale what products are multiplied by
/// @param window how many positions a token sees, its own among them; 0 for all
/// @param cap scaled products `s` become `cap * tanh(s / cap)`; 0 for none
public record Scoring(float scale, int window, float cap) {

    /// `1/sqrt(headDim)`, over all positions.
    public static Scoring of(int headDim) {
        return new Scoring((float) (1.0 / Math.sqrt(headDim)), 0, 0);
    }
}
