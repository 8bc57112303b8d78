package dev.rsparse.compiler.tokens;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.sample.Sampler;
import dev.rsparse.runtime.sample.SamplingOptions;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.IntFunction;

/// A text that the dense model writes itself, at temperature 1: what it thinks text looks like, for who has none.
///
/// Each window starts at the begin token, or at a random one where the model has none, and goes on behind an end
/// token with the next text. Each has a seed of its own, so that any may be sampled without the others. The same
/// seed gives the same text on machines with vectors of one width.
public final class SelfText implements WindowSource {

    private final String source;
    private final long seed;
    private final int windows;
    private final int length;

    private SelfText(String source, long seed, int windows, int length) {
        this.source = source;
        this.seed = seed;
        this.windows = windows;
        this.length = length;
    }

    /// A text of `windows` windows of `length` tokens.
    ///
    /// @throws ProjectException when there are none, or they do not fit the model
    public static SelfText of(ModelProject project, long seed, int windows, int length) {
        String source = project.source().toString();
        TokenWindows.requireFit(project, source, length);
        if (windows < 1) {
            throw ProjectException.of(
                    source, Code.TOKENS, windows + " windows hold nothing to measure", "give --self 1 or more");
        }
        return new SelfText(source, seed, windows, length);
    }

    @Override
    public TextIdentity identity() {
        return new TextIdentity(TextIdentity.SELF, Optional.empty(), OptionalLong.of(seed), windows, length);
    }

    @Override
    public boolean isSampled() {
        return true;
    }

    /// @throws ProjectException, when a window is asked for, if a logit is not finite
    @Override
    public IntFunction<int[]> windows(CompiledModel dense) {
        Session session = dense.newSession(length);
        return index -> window(dense, session, index);
    }

    private int[] window(CompiledModel dense, Session session, int index) {
        // In the upper half, so that the texts of seeds 0, 1, 2, … share no window.
        long own = seed ^ (long) index << Integer.SIZE;
        Sampler sampler = new Sampler(new SamplingOptions(1, 0, 1, own));
        int vocabulary = dense.info().vocabulary();
        int begin = dense.info().beginToken();
        int end = dense.info().endToken();
        int[] window = new int[length];
        window[0] = begin >= 0 ? begin : new Random(own).nextInt(vocabulary);
        session.reset();
        for (int i = 1; i < length; i++) {
            float[] logits = session.decode(window[i - 1]);
            boolean over = window[i - 1] == end && end >= 0;
            window[i] = over && begin >= 0 ? begin : draw(sampler, logits, vocabulary);
        }
        return window;
    }

    private int draw(Sampler sampler, float[] logits, int vocabulary) {
        try {
            return sampler.sample(logits, vocabulary);
        } catch (IllegalArgumentException problem) {
            throw ProjectException.of(
                    source, Code.NOT_FINITE, problem.getMessage(), "check the checkpoint: it cannot write text");
        }
    }
}
