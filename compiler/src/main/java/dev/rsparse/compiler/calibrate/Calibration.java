package dev.rsparse.compiler.calibrate;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.compiler.weights.ColumnNorms;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.Workspace;
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
    /// @param requests in an order that is always the same, if [#write(DataOutput)] is to be used
    public Calibration(Graph graph, Checkpoint checkpoint, List<String> probed, Set<Request> requests) {
        Map<Integer, ScoreHistogram> byInput = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Linear linear) {
                int site = probed.indexOf(linear.weight().path());
                addMagnitudes(linear, site, requests, byInput);
                addScaled(linear, site, requests, checkpoint);
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

    private void addScaled(Node.Linear linear, int site, Set<Request> requests, Checkpoint checkpoint) {
        for (Request request : requests) {
            if (!request.site().equals(linear.weight().path()) || request.gamma() == 0) {
                continue;
            }
            ScoreHistogram histogram = new ScoreHistogram();
            float[] norms = ColumnNorms.of(checkpoint, linear.weight().tensor(), request.gamma());
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
            read(session, windows.get(done), skippedToken);
            progress.accept(done + 1);
        }
    }

    /// Runs one window through a session of such a dense model, as a sequence of its own.
    ///
    /// @param skippedToken as [#run(CompiledModel, List, int, IntConsumer)]
    public void read(Session session, int[] window, int skippedToken) {
        session.reset();
        for (int from = 0; from < window.length; from += Workspace.BATCH) {
            int[] batch = Arrays.copyOfRange(window, from, Math.min(from + Workspace.BATCH, window.length));
            session.workspace().setProbe((site, x, rows, stride) -> collect(site, x, batch, stride, skippedToken));
            // Not the form that gives every token's logits: a large head would cost as much as the layers.
            session.prefill(batch);
            tokens += Arrays.stream(batch).filter(id -> id != skippedToken).count();
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
