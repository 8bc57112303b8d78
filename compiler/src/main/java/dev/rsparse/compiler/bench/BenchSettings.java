package dev.rsparse.compiler.bench;

/// How a model is measured.
///
/// @param threads that decode, read the prompt, and read memory
/// @param promptTokens tokens of the prompt
/// @param tokens decoded after it
/// @param rounds samples of each figure
/// @param batch sequences that are decoded together besides; 1 for none
public record BenchSettings(int threads, int promptTokens, int tokens, int rounds, int batch) {

    /// Positions of a sequence.
    public int positions() {
        return promptTokens + tokens;
    }
}
