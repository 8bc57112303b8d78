package dev.rsparse.compiler.calibrate;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.Workspace;
import dev.rsparse.runtime.kernel.Elementwise;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/// Score distributions of the dense model's linears over a text: what thresholds are read from.
///
/// Linears that are scored by the same numbers share one summary: by the plain magnitudes of one value, or by those
/// scaled by the same norms.
public final class Calibration {

    /// Which scores a linear is to be thresholded by, see [Thinning].
    ///
    /// @param skip what the linear is to skip, which says what is scored
    /// @param gamma exponent of the norms
    /// @param stack paths of the linears whose columns give the norms; empty for the linear's own
    public record Request(String site, Skip skip, double gamma, List<String> stack) {

        public Request {
            stack = List.copyOf(stack);
        }

        /// Scores by the norms of the linear alone.
        public Request(String site, Skip skip, double gamma) {
            this(site, skip, gamma, List.of());
        }

        /// What `thinning` of the linear at `site` needs.
        public static Request of(String site, Thinning thinning) {
            return new Request(site, thinning.skip(), thinning.gamma(), thinning.stack());
        }
    }

    private final Map<Request, ScoreHistogram> histograms = new HashMap<>();
    private final List<Collector> collectors = new ArrayList<>();
    private long tokens;

    /// Adds the scores of the rows of probed value `value`, or of their silu.
    private record Collector(int value, boolean silu, int width, float[] norms, ScoreHistogram histogram) {
        void add(float[] x, int offset) {
            if (norms.length == 0) {
                histogram.addAbs(x, offset, width);
            } else {
                histogram.addScaled(x, offset, norms, width);
            }
        }
    }

    /// Prepares summaries for `requests` over a dense graph.
    ///
    /// @param probed the values that the compiled model shows, in the order it numbers them
    /// @param requests in an order that is always the same, if [#write(DataOutput)] is to be used
    public Calibration(Graph graph, WeightSource weights, List<Value> probed, Set<Request> requests) {
        Map<ScoreSource.Scores, ScoreHistogram> counted = new HashMap<>();
        ScoreSource.of(graph, requests).forEach((request, source) -> {
            ScoreHistogram histogram = counted.computeIfAbsent(source.scores(request), _ -> new ScoreHistogram());
            if (collectors.stream().noneMatch(collector -> collector.histogram() == histogram)) {
                collectors.add(new Collector(
                        probed.indexOf(source.value()),
                        request.skip() == Skip.ROWS,
                        source.value().type().size(-1),
                        source.norms(weights, request.gamma()),
                        histogram));
            }
            histograms.put(request, histogram);
        });
    }

    /// The values that a model has to show for `requests`.
    public static Set<Value> probes(Graph graph, Set<Request> requests) {
        return ScoreSource.of(graph, requests).values().stream()
                .map(ScoreSource::value)
                .collect(Collectors.toSet());
    }

    /// Runs `windows` through a model compiled with probes, each as a sequence of its own.
    ///
    /// @param skippedToken id of tokens whose scores do not count, or -1: the begin token's activations are
    ///     outliers that no other token shares
    /// @param progress told the number of windows done
    public void run(CompiledModel model, List<int[]> windows, int skippedToken, IntConsumer progress) {
        int longest = windows.stream().mapToInt(window -> window.length).max().orElse(1);
        Session session = model.newSession(longest);
        for (int done = 0; done < windows.size(); done++) {
            read(session, windows.get(done), skippedToken);
            progress.accept(done + 1);
        }
    }

    /// Runs one window through a session of such a dense model, as a sequence of its own.
    ///
    /// @param skippedToken as [#run(CompiledModel, List, int, IntConsumer)]
    public void read(Session session, int[] window, int skippedToken) {
        read(session, window, 0, id -> id != skippedToken);
    }

    /// The same, counting only the scores of tokens from position `start` on: those that a policy of phase `decode`
    /// thins behind a prompt of that length.
    public void readFrom(Session session, int[] window, int start) {
        read(session, window, start, _ -> true);
    }

    private void read(Session session, int[] window, int start, IntPredicate isCounted) {
        session.reset();
        for (int from = 0; from < window.length; from += Workspace.BATCH) {
            int[] batch = Arrays.copyOfRange(window, from, Math.min(from + Workspace.BATCH, window.length));
            int before = Math.max(0, start - from);
            boolean[] counted = new boolean[batch.length];
            for (int row = before; row < batch.length; row++) {
                counted[row] = isCounted.test(batch[row]);
                tokens += counted[row] ? 1 : 0;
            }
            session.workspace().setProbe((value, x, rows, stride) -> collect(value, x, counted, stride));
            // Not the form that gives every token's logits: a large head would cost as much as the layers.
            session.prefill(batch);
        }
    }

    private void collect(int value, float[] x, boolean[] counted, int stride) {
        for (Collector collector : collectors) {
            if (collector.value() == value) {
                float[] scored = collector.silu() ? silu(x, counted.length * stride) : x;
                for (int row = 0; row < counted.length; row++) {
                    if (counted[row]) {
                        collector.add(scored, row * stride);
                    }
                }
            }
        }
    }

    private static float[] silu(float[] x, int count) {
        float[] silu = new float[count];
        Elementwise.silu(x, silu, 0, count);
        return silu;
    }

    /// Tokens whose scores were counted.
    public long tokens() {
        return tokens;
    }

    /// Writes what was counted, for [#add(DataInput)] of a calibration with the same requests over the same graph.
    public void write(DataOutput out) throws IOException {
        out.writeLong(tokens);
        out.writeInt(collectors.size());
        for (Collector collector : collectors) {
            collector.histogram().write(out);
        }
    }

    /// Counts what another calibration wrote.
    ///
    /// @throws IOException when that had other requests, or wrote something else
    public void add(DataInput in) throws IOException {
        tokens += in.readLong();
        int written = in.readInt();
        if (written != collectors.size()) {
            throw new IOException("expected " + collectors.size() + " summaries of scores, found " + written);
        }
        for (Collector collector : collectors) {
            collector.histogram().merge(ScoreHistogram.read(in));
        }
    }

    /// The scores of one linear.
    public ScoreHistogram scores(Request request) {
        ScoreHistogram histogram = histograms.get(request);
        if (histogram == null) {
            throw new IllegalArgumentException("no scores were asked for by " + request);
        }
        return histogram;
    }
}
