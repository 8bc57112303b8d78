package dev.rsparse.compiler.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.SiteScore;
import dev.rsparse.compiler.onnx.sites.Sites;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxCalibrationTest {

    private static final int IN = 6;
    private static final float[] SCALES = {1, 2, 0.5f, 3, 1, 0.25f};

    @TempDir
    Path folder;

    private Path inputs() {
        return folder.resolve("in");
    }

    private static List<SiteScore> scores(OnnxFile file, float[] scales, double quantile) {
        return Sites.of(file).sites().stream()
                .map(site -> new SiteScore(site, scales, quantile))
                .toList();
    }

    private OnnxCalibration calibrate(OnnxFile file, List<SiteScore> scores) {
        return OnnxCalibration.run(file, Samples.of(file, Optional.of(inputs()), 1), scores, 1, (_, _) -> {});
    }

    private static double[] normal(int count, long seed) {
        Random random = new Random(seed);
        return random.doubles(count).map(_ -> random.nextGaussian()).toArray();
    }

    /// One product `text` of `x` and `w`, with the extents of both.
    private OnnxFile product(String text, List<Integer> x, List<Long> w) {
        return Values.file(
                folder,
                Values.graph(Onnx.node("n", text))
                        .addInitializer(Values.weight("w", w, normal((int) (w.get(0) * w.get(1)), 3)))
                        .addInput(Values.info("x", OnnxType.F32, x.toArray()))
                        .addOutput(ValueInfoProto.newBuilder().setName("y")));
    }

    /// Channels of a value that lie `stride` apart.
    private static float expected(double[] x, int stride, double quantile) {
        double[] all = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            all[i] = Math.abs((float) x[i]) * SCALES[i / stride % IN];
        }
        Arrays.sort(all);
        return (float) all[(int) (quantile * all.length)];
    }

    @ParameterizedTest
    @CsvSource({
        "MatMul x;w -> y, 2x5x6, 6x4, 1",
        "MatMul x;w -> y, 6, 6x4, 1",
        "MatMul w;x -> y, 3x6x7, 4x6, 7",
        "MatMul w;x -> y, 6, 4x6, 1",
        "Gemm x;w -> y, 5x6, 6x4, 1",
    })
    void theThresholdIsTheScoreAtTheQuantile(String text, String x, String w, int stride) {
        List<Integer> dims = Arrays.stream(x.split("x")).map(Integer::valueOf).toList();
        List<Long> weight = Arrays.stream(w.split("x")).map(Long::valueOf).toList();
        OnnxFile file = product(text.replace(';', ','), dims, weight);
        int count = dims.stream().reduce(1, (a, b) -> a * b);
        double[] first = normal(count, 1);
        double[] second = normal(count, 2);
        List<Long> shape = dims.stream().map(Integer::longValue).toList();
        Values.write(inputs().resolve("0.npy"), Values.of(OnnxType.F32, shape, first));
        Values.write(inputs().resolve("1.npy"), Values.of(OnnxType.F32, shape, second));
        OnnxCalibration found = calibrate(file, scores(file, SCALES, 0.55));
        double[] all = Arrays.copyOf(first, 2 * count);
        System.arraycopy(second, 0, all, count, count);
        float exact = expected(all, stride, 0.55);
        assertThat(found.thresholds().byNode().get("n")).isBetween(exact, exact * (1 + 1f / 2048));
        double kept = Arrays.stream(all).count() - Math.floor(0.55 * all.length) - 1;
        assertThat(found.densities().get("n")).isCloseTo(kept / all.length, within(0.02));
        assertThat(found.warnings()).isEmpty();
    }

    @Test
    void aGemmThatTurnsItsInputOverHasItsChannelsAlongTheFirstAxis() {
        OnnxFile file = Values.file(
                folder,
                Values.graph(Onnx.node("n", "Gemm x,w -> y", Onnx.attribute("transA", 1)))
                        .addInitializer(Values.weight("w", List.of(6L, 4L), normal(24, 3)))
                        .addInput(Values.info("x", OnnxType.F32, IN, "N"))
                        .addOutput(ValueInfoProto.newBuilder().setName("y")));
        double[] x = normal(IN * 9, 1);
        Values.write(inputs().resolve("0.npy"), Values.of(OnnxType.F32, List.of(6L, 9L), x));
        float exact = expected(x, 9, 0.3);
        assertThat(calibrate(file, scores(file, SCALES, 0.3))
                        .thresholds()
                        .byNode()
                        .get("n"))
                .isBetween(exact, exact * (1 + 1f / 2048));
    }

    @Test
    void halfFloatsAreScoredInSingleOnes() {
        OnnxFile file = Values.file(
                folder,
                Values.graph(Onnx.node("n", "MatMul x,w -> y"))
                        .addInitializer(Onnx.tensor("w", OnnxType.F16, 6, 4))
                        .addInput(Values.info("x", OnnxType.F16, "N", IN))
                        .addOutput(ValueInfoProto.newBuilder().setName("y")));
        Values.write(inputs().resolve("0.npy"), Values.of(OnnxType.F16, List.of(1L, 6L), 1, 2, 3, 4, 5, 6));
        OnnxCalibration found = calibrate(file, scores(file, new float[0], 0.5));
        assertThat(found.thresholds().byNode().get("n")).isBetween(4f, 4.002f);
        assertThat(found.densities().get("n")).isEqualTo(2 / 6.0);
    }

    /// `x` goes through three linears; the first reads what the second reads, too.
    private OnnxFile chain() {
        return Values.file(
                folder,
                Values.graph(
                                Onnx.node("a", "MatMul x,w -> h"),
                                Onnx.node("b", "MatMul x,v -> g"),
                                Onnx.node("s", "Add h,g -> t"),
                                Onnx.node("c", "MatMul t,u -> y"))
                        .addInitializer(Values.weight("w", List.of(6L, 6L), normal(36, 3)))
                        .addInitializer(Values.weight("v", List.of(6L, 6L), normal(36, 4)))
                        .addInitializer(Values.weight("u", List.of(6L, 6L), normal(36, 5)))
                        .addInput(Values.info("x", OnnxType.F32, "N", IN))
                        .addOutput(ValueInfoProto.newBuilder().setName("y")));
    }

    @Test
    void batchesOfValuesShowWhatOneRunShows() {
        OnnxFile file = chain();
        for (int i = 0; i < 3; i++) {
            Values.write(
                    inputs().resolve(i + ".npy"),
                    Values.of(OnnxType.F32, List.of(i + 2L, 6L), normal((i + 2) * IN, i)));
        }
        Samples samples = Samples.of(file, Optional.of(inputs()), 1);
        List<String> whole = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        TreeSet<Integer> progress = new TreeSet<>();
        List<String> names = List.of("t", "x", "h", "probe_0");
        new Probes(file, samples, 1)
                .run(names.subList(0, 3), (name, value) -> whole.add(text(name, value)), (_, _) -> {});
        // The largest sample has 24 numbers: one value for each session.
        new Probes(file, samples, 1, 100)
                .run(
                        names.subList(0, 3),
                        (name, value) -> parts.add(text(name, value)),
                        (done, all) -> progress.add(done * 10 + all));
        assertThat(parts).containsExactlyInAnyOrderElementsOf(whole).hasSize(9);
        assertThat(parts.subList(0, 3)).allMatch(text -> text.startsWith("t "));
        assertThat(progress).hasSize(9);
        assertThat(progress.last()).isEqualTo(99);
    }

    private static String text(String name, TensorValue value) {
        return name + " " + value.shape() + Arrays.toString(value.floats());
    }

    @Test
    void linearsOfOneValueAreMeasuredEachForItself() {
        OnnxFile file = chain();
        Values.write(inputs().resolve("0.npy"), Values.of(OnnxType.F32, List.of(1L, 6L), 1, 2, 3, 4, 5, 6));
        Map<String, Site> sites = new HashMap<>();
        Sites.of(file).sites().forEach(site -> sites.put(site.node(), site));
        OnnxCalibration found = calibrate(
                file,
                List.of(new SiteScore(sites.get("a"), new float[0], 0), new SiteScore(sites.get("b"), SCALES, 0.99)));
        assertThat(found.thresholds().byNode()).containsOnlyKeys("a", "b");
        assertThat(found.thresholds().byNode().get("a")).isBetween(1f, 1.001f);
        assertThat(found.thresholds().byNode().get("b")).isEqualTo(12f);
        assertThat(found.densities().get("b")).isZero();
    }

    @Test
    void randomSamplesAreWarnedOfOnce() {
        OnnxFile file = chain();
        Samples samples = Samples.of(file, Optional.empty(), OnnxCalibration.RANDOM_SAMPLES);
        OnnxCalibration found = OnnxCalibration.run(file, samples, scores(file, new float[0], 0.5), 1, (_, _) -> {});
        assertThat(found.warnings().stream().map(Diagnostic::code).map(Code::toString))
                .containsExactly("W0005");
        assertThat(found.thresholds().byNode()).hasSize(3);
        assertThat(found.densities().values()).allMatch(density -> Math.abs(density - 0.5) < 0.01);
    }

    @Test
    void aLinearInABodyStaysDenseAndSaysSo() {
        GraphProto.Builder branch = Values.graph(Onnx.node("n", "MatMul x,w -> b"))
                .addOutput(ValueInfoProto.newBuilder().setName("b"));
        OnnxFile file = Values.file(
                folder,
                Values.graph(Onnx.node(
                                "if",
                                "If c -> y",
                                Onnx.attribute("then_branch", branch),
                                Onnx.attribute("else_branch", branch)))
                        .addInitializer(Values.weight("w", List.of(6L, 6L), normal(36, 3)))
                        .addInput(Values.info("x", OnnxType.F32, "N", IN))
                        .addInput(Values.info("c", OnnxType.BOOL))
                        .addOutput(ValueInfoProto.newBuilder().setName("y")));
        Values.write(inputs().resolve("x.npy"), Values.of(OnnxType.F32, List.of(1L, 6L), normal(6, 1)));
        Values.write(inputs().resolve("input_1.pb"), Values.of(OnnxType.BOOL, List.of(), 1));
        OnnxCalibration found = calibrate(file, scores(file, new float[0], 0.5));
        assertThat(found.thresholds().byNode()).isEmpty();
        assertThat(found.warnings().stream().map(warning -> warning.code() + ": " + warning.message()))
                .hasSize(2)
                .anyMatch(text -> text.startsWith("W0006: if/then_branch/n stays dense"));
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        OnnxFile file = chain();
        Values.write(inputs().resolve("0.npy"), Values.of(OnnxType.F32, List.of(1L, 6L), 1, 2, Double.NaN, 4, 5, 6));
        assertThatThrownBy(() -> calibrate(file, scores(file, new float[0], 0.5)))
                .isInstanceOfSatisfying(
                        OnnxException.class,
                        problem -> assertThat(problem.diagnostic().code()).isEqualTo(Code.NOT_FINITE))
                .hasMessageContaining("a reads NaN or infinity in 1 place");
    }

    @Test
    void inputsWithoutElementsAreRefused() {
        OnnxFile file = chain();
        Values.write(inputs().resolve("0.npy"), Values.of(OnnxType.F32, List.of(0L, 6L)));
        assertThatThrownBy(() -> calibrate(file, scores(file, new float[0], 0.5)))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("a reads no numbers");
    }

    @Test
    void theDensityIsCountedInTheModelThatIsGiven() {
        OnnxFile file = chain();
        Values.write(inputs().resolve("0.npy"), Values.of(OnnxType.F32, List.of(4L, 6L), normal(24, 1)));
        Samples samples = Samples.of(file, Optional.of(inputs()), 1);
        List<SiteScore> scores = scores(file, SCALES, 0.5);
        OnnxCalibration calibration = calibrate(file, scores);
        List<OnnxDensity> found = OnnxDensity.of(file, samples, scores, calibration.thresholds(), 1, (_, _) -> {});
        assertThat(found.stream().map(density -> density.site().node())).containsExactly("a", "b", "c");
        for (OnnxDensity density : found) {
            assertThat(density.asked()).isEqualTo(0.5);
            assertThat(density.found())
                    .isEqualTo(calibration.densities().get(density.site().node()));
        }
    }
}
