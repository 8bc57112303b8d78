package dev.rsparse.compiler.calibrate;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.weights.ColumnNorms;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/// Score distributions of the dense model's linears over a text: what thresholds are read from.
///
/// Linears that read the same value share one summary of magnitudes; scores scaled by column norms are a linear's
/// own.
public final class Calibration {

    /// Which scores a linear is to be thresholded by.
    ///
    /// @param gamma exponent of the norm of column `j` that `|x_j|` is multiplied by
    public record Request(String site, double gamma) {}

    private final Map<Request, ScoreHistogram> histograms = new HashMap<>();
    private final List<Collector> collectors = new ArrayList<>();
    private long tokens;

    /// Adds the scores of one linear's input rows.
    private record Collector(int site, int width, float[] norms, ScoreHistogram histogram) {
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
    /// @param probed the sites whose inputs the compiled model shows, in the order it numbers them
    public Calibration(Graph graph, WeightSource weights, List<String> probed, Set<Request> requests) {
        Map<Integer, ScoreHistogram> byInput = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Linear linear) {
                int site = probed.indexOf(linear.weight().path());
                addMagnitudes(linear, site, requests, byInput);
                addScaled(linear, site, requests, weights);
            }
        }
    }

    private void addMagnitudes(
            Node.Linear linear, int site, Set<Request> requests, Map<Integer, ScoreHistogram> byInput) {
        Request request = new Request(linear.weight().path(), 0);
        if (!requests.contains(request)) {
            return;
        }
        ScoreHistogram histogram = byInput.get(linear.x().id());
        if (histogram == null) {
            histogram = new ScoreHistogram();
            byInput.put(linear.x().id(), histogram);
            collectors.add(new Collector(site, linear.x().type().size(-1), new float[0], histogram));
        }
        histograms.put(request, histogram);
    }

    private void addScaled(Node.Linear linear, int site, Set<Request> requests, WeightSource weights) {
        for (Request request : requests) {
            if (!request.site().equals(linear.weight().path()) || request.gamma() == 0) {
                continue;
            }
            ScoreHistogram histogram = new ScoreHistogram();
            float[] norms = ColumnNorms.of(weights, linear.weight().tensor(), request.gamma());
            collectors.add(new Collector(site, norms.length, norms, histogram));
            histograms.put(request, histogram);
        }
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
            session.reset();
            int[] window = windows.get(done);
            for (int from = 0; from < window.length; from += Workspace.BATCH) {
                int[] batch = Arrays.copyOfRange(window, from, Math.min(from + Workspace.BATCH, window.length));
                session.workspace().setProbe((site, x, rows, stride) -> collect(site, x, batch, stride, skippedToken));
                session.prefill(batch, false, (position, logits, at) -> {});
                tokens += Arrays.stream(batch).filter(id -> id != skippedToken).count();
            }
            progress.accept(done + 1);
        }
    }

    private void collect(int site, float[] x, int[] batch, int stride, int skippedToken) {
        for (Collector collector : collectors) {
            if (collector.site() == site) {
                for (int row = 0; row < batch.length; row++) {
                    if (batch[row] != skippedToken) {
                        collector.add(x, row * stride);
                    }
                }
            }
        }
    }

    /// Tokens whose scores were counted.
    public long tokens() {
        return tokens;
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
