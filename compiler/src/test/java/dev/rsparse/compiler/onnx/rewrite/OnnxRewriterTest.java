package dev.rsparse.compiler.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.ProviderChoice;
import dev.rsparse.compiler.linalg.TruncatedSvd;
import dev.rsparse.compiler.onnx.ExternalData;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxWriter;
import dev.rsparse.compiler.onnx.sites.NotTaken;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.SiteScore;
import dev.rsparse.compiler.onnx.sites.Sites;
import dev.rsparse.compiler.onnx.sites.Thresholds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxRewriterTest {

    private static final float THRESHOLD = 1.5f;

    @TempDir
    Path folder;

    static Stream<SmallModel> models() {
        return SmallModel.all().stream();
    }

    /// `[VECTORS,IN]`, multiples of 1/16 as all float types have them.
    private static float[] vectors() {
        Random random = new Random(3);
        float[] vectors = new float[SmallModel.VECTORS * SmallModel.IN];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = Math.round(16 * random.nextGaussian()) / 16f;
        }
        return vectors;
    }

    private static float[] turned(float[] matrix, int rows, int cols) {
        return new Matrix(rows, cols, matrix).transposed().data();
    }

    private static float[] run(SmallModel small, Path model) {
        float[] vectors = vectors();
        float[] y = small.columnsIn()
                ? Ort.run(model, turned(vectors, SmallModel.VECTORS, SmallModel.IN), SmallModel.IN, SmallModel.VECTORS)
                : Ort.run(model, vectors, SmallModel.VECTORS, SmallModel.IN);
        return small.columnsOut() ? turned(y, SmallModel.OUT, SmallModel.VECTORS) : y;
    }

    private Path rewritten(SmallModel small, Form form, double split) throws IOException {
        Path in = Onnx.write(folder, "in.onnx", small.model().toBuilder());
        Path out = folder.resolve(form.text() + ".onnx");
        OnnxFile file = OnnxFile.read(in);
        Sites sites = Sites.of(file);
        CallInliner.Inlined inlined = CallInliner.inline(file, sites, sites.sites());
        try (ExternalData data = new ExternalData(in)) {
            OnnxRewriter rewriter =
                    new OnnxRewriter(inlined.file(), data, ProviderChoice.once().algebra(), _ -> {});
            List<SitePlan> plans = inlined.sites().stream()
                    .map(site -> SitePlan.of(site, 0.5, split))
                    .toList();
            assertThat(plans)
                    .isNotEmpty()
                    .allMatch(plan -> rewriter.obstacle(plan).isEmpty());
            Map<String, Float> thresholds = new HashMap<>();
            for (SiteScore score : rewriter.scores(plans)) {
                thresholds.put(score.site().node(), threshold(split));
            }
            OnnxRewriter.Rewritten changed = rewriter.rewrite(plans, new Thresholds(thresholds), form);
            new OnnxWriter(file).write(changed.model(), changed.added(), out);
        }
        OnnxFile.read(out);
        return out;
    }

    private static float threshold(double split) {
        return split == 1 ? 0.6f : THRESHOLD;
    }

    private static Matrix weight() {
        double[] exact = SmallModel.weight();
        Matrix weight = Matrix.zeros(SmallModel.OUT, SmallModel.IN);
        for (int i = 0; i < exact.length; i++) {
            weight.data()[i] = (float) exact[i];
        }
        return weight;
    }

    /// What the formula gives: `[VECTORS,OUT]`.
    private static float[] reference(SmallModel small, double split) {
        Matrix w = weight();
        int rank = SitePlan.of(site(), 0.5, split).budget().rank();
        TruncatedSvd.Factorization factors =
                new TruncatedSvd(ProviderChoice.once().algebra()).factor(w, rank);
        Matrix lowRank = ProviderChoice.once().algebra().multiply(factors.u(), factors.v());
        float[] x = vectors();
        float[] y = new float[SmallModel.VECTORS * SmallModel.OUT];
        for (int i = 0; i < SmallModel.VECTORS; i++) {
            for (int out = 0; out < SmallModel.OUT; out++) {
                double sum = 0;
                for (int in = 0; in < SmallModel.IN; in++) {
                    double value = x[i * SmallModel.IN + in];
                    boolean kept = Math.abs(value) * (split == 1 ? 1 : norm(w, in)) > threshold(split);
                    sum += value * (kept ? w.get(out, in) : rank == 0 ? 0 : lowRank.get(out, in));
                }
                y[i * SmallModel.OUT + out] =
                        (float) (small.alpha() * sum + (small.biased() ? SmallModel.bias()[out] : 0));
            }
        }
        return y;
    }

    private static double norm(Matrix w, int column) {
        double squares = 0;
        for (int row = 0; row < w.rows(); row++) {
            squares += (double) w.get(row, column) * w.get(row, column);
        }
        return Math.sqrt(squares);
    }

    private static Site site() {
        return Sites.of(new OnnxFile(
                        Path.of("m.onnx"), SmallModel.all().getFirst().model()))
                .sites()
                .getFirst();
    }

    private static void assertClose(float[] found, float[] expected, double tolerance) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            double bound = tolerance * Math.max(1, Math.abs(expected[i]));
            assertThat((double) found[i]).as("element %d", i).isBetween(expected[i] - bound, expected[i] + bound);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void splitFormGivesWhatTheModelGave(SmallModel small) throws IOException {
        Path out = rewritten(small, Form.SPLIT, 0.6);
        assertClose(run(small, out), run(small, folder.resolve("in.onnx")), Math.max(1e-4, small.tolerance()));
    }

    @Test
    void findsNoLinearWhereAllAreThinned() throws IOException {
        Path out = rewritten(SmallModel.all().getFirst(), Form.FUNCTION, 0.6);
        Sites sites = Sites.of(OnnxFile.read(out));
        assertThat(sites.sites()).isEmpty();
        assertThat(sites.notTaken())
                .containsExactly(new NotTaken("n", "dev.rsparse.SparseLowRankLinear", "it is thinned already"));
    }

    @ParameterizedTest
    @MethodSource("models")
    void thinnedFormsGiveWhatTheFormulaGives(SmallModel small) throws IOException {
        for (double split : new double[] {0.6, 1}) {
            float[] inline = run(small, rewritten(small, Form.INLINE, split));
            float[] function = run(small, rewritten(small, Form.FUNCTION, split));
            assertClose(inline, reference(small, split), small.tolerance());
            assertClose(function, inline, small.tolerance());
        }
    }
}
