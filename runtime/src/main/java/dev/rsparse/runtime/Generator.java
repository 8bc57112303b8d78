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
    /// @param decode time of the new tokens
    public record Result(int[] ids, long promptNanos, Timing decode) {}

    /// Time spent reading new tokens and drawing the next ones. The last token drawn is not read, so one less is timed.
    ///
    /// @param tokens tokens timed
    /// @param nanos time of all of them
    /// @param lateTokens tokens in the last quarter, by when the JVM has usually compiled what it runs
    /// @param lateNanos time of these
    public record Timing(int tokens, long nanos, int lateTokens, long lateNanos) {

        /// Tokens per second; 0 when none was timed.
        public double tokensPerSecond() {
            return tokens == 0 ? 0 : tokens * 1e9 / nanos;
        }

        /// Tokens per second in the last quarter; 0 when none was timed.
        public double lateTokensPerSecond() {
            return lateTokens == 0 ? 0 : lateTokens * 1e9 / lateNanos;
        }

        static Timing of(long[] ends, int tokens, long start) {
            if (tokens == 0) {
                return new Timing(0, 0, 0, 0);
            }
            int late = Math.ceilDiv(tokens, 4);
            long lateStart = late == tokens ? start : ends[tokens - late - 1];
            return new Timing(tokens, ends[tokens - 1] - start, late, ends[tokens - 1] - lateStart);
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
        long[] ends = new long[count];
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
                ends[decoded++] = System.nanoTime();
            }
        }
        return new Result(Arrays.copyOf(ids, drawn), decodeStart - start, Timing.of(ends, decoded, decodeStart));
    }
}
