package dev.rsparse.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.lower.ModelLowering;
import dev.rsparse.compiler.lower.Program;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.pack.WeightPacker;
import dev.rsparse.compiler.schedule.Formats;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.WeightContainer;
import dev.rsparse.runtime.io.ElementType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A graph with random weights, lowered, emitted and loaded as it stands (no rewriting), beside what it must agree
/// with.
public record TestModel(Graph graph, Formats formats, Checkpoint checkpoint, FactorSource factors, Engine engine)
        implements AutoCloseable {

    /// The relative error of one rounding to float.
    private static final double ROUNDING = 0x1p-24;

    /// @param folder an empty folder for the checkpoint
    /// @param format how linears and embeddings are packed
    /// @param stored the checkpoint's element type
    public static TestModel of(Path folder, Graph graph, StripLayout format, ElementType stored, long seed) {
        return of(folder, graph, Formats.all(format), stored, seed);
    }

    /// The same with some weights packed otherwise.
    public static TestModel of(Path folder, Graph graph, Formats formats, ElementType stored, long seed) {
        Checkpoint checkpoint = TestWeights.write(folder, graph, stored, seed);
        Program program = ModelLowering.lower(Schedule.of(graph, formats), Set.of());
        Engine engine = new Engine(program, info(graph, program));
        return new TestModel(graph, formats, checkpoint, TestWeights.factors(graph, seed), engine);
    }

    /// In floats throughout.
    public static TestModel of(Path folder, Graph graph) {
        return of(folder, graph, StripLayout.F32, ElementType.F32, 1);
    }

    private static ModelInfo info(Graph graph, Program program) {
        boolean thinPrompt = graph.nodes().stream()
                .anyMatch(node -> node instanceof Node.SparseLowRankLinear linear
                                && linear.thinning().phase() == Phase.ALL
                        || node instanceof Node.GatedRowsLinear gated
                                && gated.thinning().phase() == Phase.ALL);
        List<ModelInfo.Site> sites =
                program.sites().stream().map(Program.Site::info).toList();
        // Test graphs may have fewer outputs than rows to read.
        int vocabulary = TestWeights.of(graph).getFirst().type().size(0);
        String fingerprint = program.schedule().layout().fingerprint();
        return new ModelInfo(
                "Tested",
                "test",
                thinPrompt,
                false,
                vocabulary,
                512,
                -1,
                -1,
                sites,
                1,
                1,
                fingerprint,
                1,
                CacheFormat.F32);
    }

    /// The emitted class over freshly packed weights.
    public CompiledModel load() {
        return engine.load(packer().pack());
    }

    /// The lowered graph.
    public Program program() {
        return engine.program();
    }

    public WeightPacker packer() {
        return engine.packer(checkpoint, factors);
    }

    /// A new run of the specification. Where columns have scales it multiplies by what was packed, since scales
    /// depend on which linears share columns; that this is near the weights is for other tests to say.
    public ReferenceModel reference() {
        StripLayout format = formats.others();
        if (hasScales()) {
            try (WeightContainer weights = packer().pack()) {
                Unpacked unpacked = Unpacked.of(program().schedule().layout(), weights.data());
                return new ReferenceModel(graph, checkpoint, unpacked.factorSource(), format).with(unpacked.tensors());
            }
        }
        return new ReferenceModel(graph, checkpoint, factors, format);
    }

    private boolean hasScales() {
        return formats.others().scaled() || !formats.own().isEmpty();
    }

    /// [Unpacked#raises] of the packed weights, by tensor; of formats with scales only.
    Map<String, float[]> raises() {
        if (!hasScales()) {
            return Map.of();
        }
        try (WeightContainer weights = packer().pack()) {
            return Unpacked.of(program().schedule().layout(), weights.data()).raises();
        }
    }

    /// Channels that a session kept, by site; what [ReferenceModel#kept] gives for the specification.
    public Map<String, Long> kept(long[] counters) {
        Map<String, Long> kept = new TreeMap<>();
        for (int i = 0; i < counters.length; i++) {
            kept.put(program().sites().get(i).path(), counters[i]);
        }
        return kept;
    }

    /// Asserts that the logits at `from` are `expected` but for rounding.
    public void assertClose(float[] logits, int from, float[] expected, int positions) {
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            assertThat(logits[from + i]).isFinite();
            largest = Math.max(largest, Math.abs(expected[i]));
            worst = Math.max(worst, Math.abs((double) logits[from + i] - expected[i]));
        }
        assertThat(worst).as("difference of logits").isLessThanOrEqualTo(tolerance(positions) * largest);
    }

    /// What rounding may come to, relative to the largest logit: each node adds one rounding per term of the sums
    /// it makes. That overstates a sum of `n` terms of either sign, whose roundings mostly cancel, by about the
    /// root of `n`; this pays for the sums in which the terms themselves cancel.
    double tolerance(int positions) {
        double terms = 0;
        for (Node node : graph.nodes()) {
            terms += switch (node) {
                case Node.Gather _, Node.Input _, Node.Positions _, Node.Slice _ -> 0;
                case PictureNode.Conv conv ->
                    conv.weight().type().count() / (double) conv.weight().type().size(0);
                case PictureNode picture -> picture.x().type().rowSize();
                case Node.Softmax softmax -> softmax.x().type().size(-1);
                case Node.LayerNorm norm -> norm.x().type().size(-1);
                case Node.AddBias _ -> 1;
                case Node.RmsNorm norm -> norm.x().type().size(-1) / 2.0;
                case Node.Linear linear -> linear.x().type().size(-1);
                case Node.SparseLowRankLinear linear ->
                    2 * linear.x().type().size(-1) + linear.thinning().rank();
                case Node.GatedRowsLinear linear -> linear.x().type().size(-1) + 8;
                // Angles are rounded before their sine is taken, so their error grows with the position.
                case Node.Rope _ -> 3 * positions;
                case Node.Attention attention -> attention.headDim() + 2 * positions;
                case Node.Pointwise _, Node.Silu _, Node.SiluMul _, Node.Add _, Node.Mul _ -> 8;
            };
        }
        return ROUNDING * (16 + terms);
    }

    @Override
    public void close() {
        checkpoint.close();
    }
}
