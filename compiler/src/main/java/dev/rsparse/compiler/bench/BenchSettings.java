package dev.rsparse.compiler.bench;

/// How a model is measured.
///
/// @param threads that decode, read the prompt, and read memory
/// @param promptTokens tokens of the prompt
/// @param tokens decoded after it
/// @param rounds samples of each figure
public record BenchSettings(int threads, int promptTokens, int tokens, int rounds) {

    /// Positions of a sequence.
    public int positions() {
        return promptTokens + tokens;
    }
}
