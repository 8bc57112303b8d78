package dev.rsparse.compiler.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.emit.LlamaGraphs;
import dev.rsparse.compiler.emit.LlamaGraphs.Shape;
import dev.rsparse.compiler.emit.ReferenceModel;
import dev.rsparse.compiler.emit.TestWeights;
import dev.rsparse.compiler.emit.Thinnings;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.GatedProduct;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.rewrite.Factors;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.compiler.weights.ColumnNorms;
import dev.rsparse.compiler.weights.NormProducts;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.ElementType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The interpreter computes what the scalar twins do.
class InterpreterTest {

    private static final Shape SHAPE = new Shape(40, 24, 36, 2, 4, 2, 6);
    private static final int[] IDS = {3, 17, 0, 39, 8, 21, 5};

    @TempDir
    static Path folder;

    private static Graph graph;
    private static Checkpoint checkpoint;
    private static Interpreter interpreter;

    @BeforeAll
    static void open() {
        graph = LlamaGraphs.llama(SHAPE, DType.F32);
        checkpoint = TestWeights.write(folder, graph, ElementType.F32, 1);
        interpreter = new Interpreter(graph, checkpoint);
    }

    @AfterAll
    static void close() {
        checkpoint.close();
    }

    private static float[] logits(Masks masks) {
        Sequence end =
                interpreter.run(interpreter.start(0, IDS), 0, graph.nodes().size(), masks, Observer.NONE);
        return end.of(graph.outputs().getFirst().value()).data();
    }

    private static float[] reference(Graph thinned, FactorSource products) {
        ReferenceModel reference = new ReferenceModel(thinned, checkpoint, products, StripLayout.F32);
        float[] all = new float[IDS.length * SHAPE.vocabulary()];
        float[][] rows = reference.read(IDS, true);
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * SHAPE.vocabulary(), SHAPE.vocabulary());
        }
        return all;
    }

    private static void assertClose(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-4f * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @Test
    void aDenseGraphGivesTheLogitsOfTheScalarTwins() {
        assertClose(logits(Masks.NONE), reference(graph, FactorSource.none()));
    }

    @Test
    void aGraphThinnedByColumnsGivesTheLogitsOfTheScalarTwins() {
        Map<String, Thinning> thinnings = new Thinnings(3, true, Phase.ALL).of(graph);
        Graph thinned = Pipeline.rewrite(graph, thinnings);
        FactorSource products = TestWeights.factors(thinned, 1);
        Map<String, Mask> masks = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Linear linear
                    && thinnings.containsKey(linear.weight().path())) {
                String site = linear.weight().path();
                Thinning thinning = thinnings.get(site);
                Factors product = products.factors(site, thinning.rank());
                Mask.LowRank lowRank = new Mask.LowRank(
                        new Matrix(linear.weight().type().size(0), thinning.rank(), product.u()),
                        new Matrix(thinning.rank(), linear.weight().type().size(1), product.v()));
                float[] norms = ColumnNorms.of(checkpoint, linear.weight().tensor(), 1);
                masks.put(site, new Mask(thinning.skip(), norms, thinning.threshold(), Optional.of(lowRank)));
            }
        }
        assertClose(logits(new Masks(masks)), reference(thinned, products));
    }

    @Test
    void aGraphThatSkipsRowsGivesTheLogitsOfTheScalarTwinsAndCountsThem() {
        Map<String, Thinning> thinnings = new Thinnings(0, false, Phase.ALL).withRows(graph, 1);
        thinnings.values().removeIf(thinning -> thinning.skip() == Thinning.Skip.COLUMNS);
        Map<String, Mask> masks = new HashMap<>();
        interpreter.gatedProducts().forEach((site, product) -> {
            float[] scale = scale(product);
            masks.put(
                    site,
                    new Mask(Thinning.Skip.ROWS, scale, thinnings.get(site).threshold(), Optional.empty()));
        });
        Masks all = new Masks(masks);
        ReferenceModel reference = new ReferenceModel(
                Pipeline.rewrite(graph, thinnings), checkpoint, FactorSource.none(), StripLayout.F32);
        reference.read(IDS, true);
        assertClose(logits(all), reference(Pipeline.rewrite(graph, thinnings), FactorSource.none()));
        all.density()
                .forEach((site, share) -> assertThat(share * IDS.length * SHAPE.inner())
                        .isCloseTo(reference.kept().get(site), within(1e-6)));
    }

    @Test
    void aFirstTokenThatStaysDenseIsNeitherThinnedNorCounted() {
        Interpreter sparing = new Interpreter(graph, checkpoint, true);
        Mask all = new Mask(Thinning.Skip.COLUMNS, new float[0], Float.MAX_VALUE, Optional.empty());
        Masks masks = new Masks(Map.of("layer[0].down", all));
        Sequence end = sparing.run(sparing.start(0, IDS), 0, graph.nodes().size(), masks, Observer.NONE);
        float[] found = end.of(graph.outputs().getFirst().value()).data();
        float[] dense = logits(Masks.NONE);
        int vocabulary = SHAPE.vocabulary();
        assertThat(Arrays.copyOf(found, vocabulary)).isEqualTo(Arrays.copyOf(dense, vocabulary));
        assertThat(Arrays.copyOfRange(found, vocabulary, 2 * vocabulary))
                .isNotEqualTo(Arrays.copyOfRange(dense, vocabulary, 2 * vocabulary));
        assertThat(masks.density()).containsEntry("layer[0].down", 0.0);
    }

    private static float[] scale(GatedProduct product) {
        return NormProducts.of(
                checkpoint,
                product.up().weight().path(),
                product.up().weight().tensor(),
                product.reader().tensor(),
                1);
    }

    @Test
    void aRunInTwoStretchesIsTheRunInOne() {
        int middle = interpreter.cuts().get(1);
        Sequence half = interpreter.run(interpreter.start(0, IDS), 0, middle, Masks.NONE, Observer.NONE);
        Sequence end = interpreter.run(half, middle, graph.nodes().size(), Masks.NONE, Observer.NONE);
        assertThat(end.of(graph.outputs().getFirst().value()).data()).isEqualTo(logits(Masks.NONE));
        assertThat(half.values()).as("alive between two layers").hasSize(1);
    }
}
