package dev.rsparse.benchmarks.decode;

import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Token windows of one length.
final class Texts {

    private static final long SEED = 20_250_925;

    private Texts() {}

    /// The first windows of a file of 16-bit little-endian ids.
    ///
    /// @throws IllegalArgumentException when the file is too short or holds an id outside the vocabulary
    static List<int[]> read(Path file, int windows, int length, int vocabulary) {
        ByteBuffer ids;
        try {
            ids = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
        if (ids.remaining() / Short.BYTES < windows * length) {
            throw new IllegalArgumentException(file + " holds " + ids.remaining() / Short.BYTES + " tokens, and "
                    + windows + " windows of " + length + " are needed");
        }
        List<int[]> texts = new ArrayList<>();
        for (int window = 0; window < windows; window++) {
            int[] text = new int[length];
            for (int i = 0; i < length; i++) {
                text[i] = Short.toUnsignedInt(ids.getShort());
                if (text[i] >= vocabulary) {
                    throw new IllegalArgumentException(
                            file + ": token id " + text[i] + " is outside the vocabulary of " + vocabulary);
                }
            }
            texts.add(text);
        }
        return texts;
    }

    /// Text that `model` draws from its own distribution, from the begin token on; the same every time.
    static List<int[]> sample(CompiledModel model, int windows, int length, PrintWriter progress) {
        SplittableRandom random = new SplittableRandom(SEED);
        Session session = model.newSession(length);
        List<int[]> texts = new ArrayList<>();
        for (int window = 0; window < windows; window++) {
            progress.println("making up text " + (window + 1) + "/" + windows);
            session.reset();
            int[] text = new int[length];
            text[0] = Math.max(0, model.info().beginToken());
            for (int i = 1; i < length; i++) {
                text[i] = draw(session.decode(text[i - 1]), model.info().vocabulary(), random);
            }
            texts.add(text);
        }
        return texts;
    }

    /// Adding noise of Gumbel's distribution and taking the largest draws from the softmax of the logits.
    private static int draw(float[] logits, int vocabulary, SplittableRandom random) {
        int best = 0;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int id = 0; id < vocabulary; id++) {
            double score = logits[id] - Math.log(-Math.log(random.nextDouble(Double.MIN_NORMAL, 1)));
            if (score > bestScore) {
                best = id;
                bestScore = score;
            }
        }
        return best;
    }
}
