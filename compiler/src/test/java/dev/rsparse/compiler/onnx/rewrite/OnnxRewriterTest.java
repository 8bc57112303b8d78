package dev.rsparse.compiler.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.ProviderChoice;
import dev.rsparse.compiler.linalg.TruncatedSvd;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.Tensors;
import dev.rsparse.compiler.onnx.sites.NotTaken;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.Sites;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        return Rewrites.rewritten(in, form, split, threshold(split));
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

    @ParameterizedTest
    @ValueSource(ints = {7, 8})
    void splitFormRunsInOpsetsThatHaveNoThinnedForm(int opset) throws IOException {
        Path in = Onnx.write(folder, "in.onnx", SmallModel.plain(opset).toBuilder());
        SmallModel first = SmallModel.all().getFirst();
        Path out = Rewrites.rewritten(in, Form.SPLIT, 0.6, 0);
        assertThat(OnnxFile.read(out).model().getOpsetImport(0).getVersion()).isEqualTo(opset);
        assertClose(run(first, out), run(first, in), 1e-4);
        for (Form form : List.of(Form.INLINE, Form.FUNCTION)) {
            assertThatThrownBy(() -> Rewrites.rewritten(in, form, 0.6, 1))
                    .hasMessageContaining("E0805")
                    .hasMessageContaining("expected opset 9 or later for form " + form.text() + ", found " + opset);
        }
    }

    @Test
    void refusesTheFunctionOfAnotherMeaningThatHasItsName() throws IOException {
        FunctionProto.Builder other = SparseFunction.of(17).toBuilder();
        other.setNode(0, other.getNode(0).toBuilder().setOpType("Abs").clearAttribute());
        ModelProto model = SmallModel.plain(17).toBuilder().addFunctions(other).build();
        Path in = Onnx.write(folder, "in.onnx", model.toBuilder());
        assertThatThrownBy(() -> Rewrites.rewritten(in, Form.FUNCTION, 0.6, 1))
                .hasMessageContaining("E0805")
                .hasMessageContaining("has another function dev.rsparse::SparseLowRankLinear");
        assertThat(Rewrites.rewritten(in, Form.INLINE, 0.6, 1)).exists();
    }

    @Test
    void takesTheFunctionThatTheModelHas() throws IOException {
        ModelProto model = SmallModel.plain(17).toBuilder()
                .addFunctions(SparseFunction.of(17))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("dev.rsparse").setVersion(1))
                .build();
        Path in = Onnx.write(folder, "in.onnx", model.toBuilder());
        ModelProto out =
                OnnxFile.read(Rewrites.rewritten(in, Form.FUNCTION, 0.6, 1)).model();
        assertThat(out.getFunctionsList()).isEqualTo(model.getFunctionsList());
        assertThat(out.getOpsetImportList()).isEqualTo(model.getOpsetImportList());
    }

    /// An embedding and the head that reads it turned over.
    private static ModelProto tied() {
        GraphProto.Builder graph = SmallModel.plain(17).getGraph().toBuilder()
                .clearNode()
                .clearInitializer()
                .addNode(Onnx.node("look", "Gather w,row -> e"))
                .addNode(Onnx.node("add", "Add x,e -> a"))
                .addNode(Onnx.node("n", "Gemm a,w -> y", Onnx.attribute("transB", 1)))
                .addInitializer(Onnx.integers("row", 3))
                .addInitializer(Onnx.floats(
                        "w", OnnxType.F32, List.of((long) SmallModel.OUT, (long) SmallModel.IN), SmallModel.weight()));
        return Onnx.model(graph).build();
    }

    private static long bytes(ModelProto model) {
        return Tensors.all(model)
                .mapToLong(tensor -> tensor.getRawData().size() + 8L * tensor.getInt64DataCount())
                .sum();
    }

    @ParameterizedTest
    @EnumSource
    void aWeightThatIsAnEmbeddingTooIsNeitherTurnedOverNorDoubled(Form form) throws IOException {
        ModelProto before = tied();
        Path in = Onnx.write(folder, "in.onnx", before.toBuilder());
        ModelProto after =
                OnnxFile.read(Rewrites.rewritten(in, form, 0.6, THRESHOLD)).model();
        assertThat(after.getGraph().getInitializerList())
                .containsAll(before.getGraph().getInitializerList());
        int rank = SitePlan.of(Sites.of(OnnxFile.read(in)).sites().getFirst(), 0.5, 0.6)
                .budget()
                .rank();
        long factors = 4L * rank * (SmallModel.IN + SmallModel.OUT);
        long scalesAndThreshold = 4L * (SmallModel.IN + 1);
        long rest = 4L * SmallModel.IN * SmallModel.OUT;
        assertThat(bytes(after) - bytes(before))
                .isEqualTo(factors
                        + switch (form) {
                            case FUNCTION -> scalesAndThreshold;
                            case INLINE -> scalesAndThreshold + 4;
                            // What the factors leave of the weight is another matrix.
                            case SPLIT -> rest;
                        });
    }

    /// ONNX Runtime has no products in bf16: what it runs is the same graph in f32, with the tensors as
    /// bf16 rounded them.
    private static Path widened(Path model) {
        ModelProto.Builder wide = OnnxFile.read(model).model().toBuilder();
        wide.getGraphBuilder().getInitializerBuilderList().forEach(tensor -> {
            if (tensor.getDataType() == OnnxType.BF16.number()) {
                ShortBuffer bits = tensor.getRawData()
                        .asReadOnlyByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asShortBuffer();
                double[] values = IntStream.range(0, bits.limit())
                        .mapToDouble(i -> Float.intBitsToFloat(bits.get(i) << 16))
                        .toArray();
                tensor.mergeFrom(Onnx.floats(tensor.getName(), OnnxType.F32, List.of(), values));
            }
        });
        wide.getGraphBuilder()
                .getNodeBuilderList()
                .forEach(node -> node.getAttributeBuilderList().stream()
                        .filter(attribute -> attribute.getI() == OnnxType.BF16.number())
                        .forEach(attribute -> attribute.setI(OnnxType.F32.number())));
        return Onnx.write(model.getParent(), "wide.onnx", wide);
    }

    @Test
    void linearsInBf16AreRewrittenInBf16() throws IOException {
        SmallModel small = SmallModel.inType(OnnxType.BF16, 2e-2);
        for (Form form : Form.values()) {
            Path out = rewritten(small, form, 0.6);
            assertThat(OnnxFile.read(out).model().getGraph().getInitializerList())
                    .filteredOn(tensor -> tensor.getName().matches("n/[VU]|n/residual"))
                    .hasSize(form == Form.SPLIT ? 3 : 2)
                    .allMatch(tensor -> tensor.getDataType() == OnnxType.BF16.number());
            float[] expected =
                    form == Form.SPLIT ? run(small, widened(folder.resolve("in.onnx"))) : reference(small, 0.6);
            assertClose(run(small, widened(out)), expected, small.tolerance());
        }
    }
}
