package dev.rsparse.runtime;

import dev.rsparse.runtime.sample.Sampler;
import dev.rsparse.runtime.sample.SamplingOptions;
import java.util.Arrays;
import java.util.function.IntConsumer;

/// Continues a prompt token by token.
///
/// @param model who predicts
/// @param options how the next token is drawn
public record Generator(CompiledModel model, SamplingOptions options) {

    /// What was generated and how long it took.
    ///
    /// @param ids the new tokens; the end token, which stops the text, is not among them
    /// @param promptNanos time to read the prompt
    /// @param decodeNanos time to read the new tokens and draw them
    /// @param decodedTokens tokens that ran through the decode kernels: one less than were drawn, since the last
    ///     one drawn
    ///     is not read
    public record Result(int[] ids, long promptNanos, long decodeNanos, int decodedTokens) {

        /// New tokens per second, over those that were decoded; 0 when there were none.
        public double decodeTokensPerSecond() {
            return decodedTokens == 0 ? 0 : decodedTokens * 1e9 / decodeNanos;
        }
    }

    /// Reads `prompt` into an empty session and draws up to `count` tokens.
    ///
    /// @param count at most what the session has room for behind the prompt
    /// @param onToken told each new token as it is drawn
    public Result generate(Session session, int[] prompt, int count, IntConsumer onToken) {
        Sampler sampler = new Sampler(options);
        int vocabulary = model.info().vocabulary();
        int[] ids = new int[count];
        long start = System.nanoTime();
        float[] logits = session.prefill(prompt);
        long decodeStart = System.nanoTime();
        int drawn = 0;
        int decoded = 0;
        while (drawn < count) {
            int id = sampler.sample(logits, vocabulary);
            if (id == model.info().endToken()) {
                break;
            }
            ids[drawn++] = id;
            onToken.accept(id);
            if (drawn < count) {
                logits = session.decode(id);
                decoded++;
            }
        }
        return new Result(Arrays.copyOf(ids, drawn), decodeStart - start, System.nanoTime() - decodeStart, decoded);
    }
}
