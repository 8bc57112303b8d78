package dev.rsparse.compiler.bench;

/// How a model is measured.
///
/// @param threads that decode, read the prompt, and read memory
/// @param promptTokens tokens of the prompt
/// @param tokens decoded after it
/// @param rounds samples of each figure
/// @param batch sequences that are decoded together besides; 1 for none
/// @param position where decode is measured besides, or 0 for nowhere else
public record BenchSettings(int threads, int promptTokens, int tokens, int rounds, int batch, int position) {

    /// Positions of a sequence.
    public int positions() {
        return Math.max(promptTokens, position) + tokens;
    }
}
