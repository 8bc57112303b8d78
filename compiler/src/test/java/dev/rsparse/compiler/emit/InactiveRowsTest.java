package dev.rsparse.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.schedule.WeightLayout.Entry;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.WeightContainer;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rows that a gate skips are filled with NaN, and so are the columns of the linear behind them, which loses nothing
/// else: neither may be read.
@Tag("width")
class InactiveRowsTest {

    private static final int IN = 65;
    private static final int INNER = 130;
    private static final int OUT = 33;

    @TempDir
    Path folder;

    private static Graph graph(float threshold) {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = graph.gather("inputs", "inputs", 8, IN);
        Value gate = graph.gather("gates", "gates", 8, INNER);
        Value inner = graph.siluMul(gate, graph.linear(x, "up", INNER));
        Thinning rows = new Thinning(Thinning.Skip.ROWS, 0.5, 1, 0, 0, threshold, Phase.DECODE);
        Thinning zeros = Thinning.columns(0, 1, 0, 0, 0, Phase.DECODE);
        return Pipeline.rewrite(
                graph.graph("Block", graph.linear(inner, "down", OUT)), Map.of("up", rows, "down", zeros));
    }

    private static void poison(Entry strips, MemorySegment data, boolean[] kept) {
        long strip = strips.stripBytes();
        for (int i = 0; i < INNER; i++) {
            if (!kept[i]) {
                // All bits set is NaN, as a float and as a pair of bfloat16.
                data.asSlice(strips.offset() + i * strip, strip).fill((byte) 0xFF);
            }
        }
    }

    /// Gates have variance 1/130 and their silu is about half of them; at 0.03 about half stay, at 1 none.
    @ParameterizedTest
    @CsvSource({"0.03,F32", "0.03,BF16", "0.08,F32", "1,BF16"})
    void decodingReadsNeitherSkippedRowsNorTheirColumns(float threshold, StripLayout format) {
        try (TestModel tested = TestModel.of(folder, graph(threshold), format, ElementType.BF16, 1)) {
            float[] gates = new float[8 * INNER];
            tested.checkpoint().read("gates", 0, gates, 0, gates.length);
            WeightContainer packed = tested.packer().pack();
            MemorySegment data = Arena.ofAuto().allocate(packed.data().byteSize(), 64);
            CompiledModel model =
                    tested.engine().load(new WeightContainer(data, packed.fingerprint(), packed.resource()));
            for (int id = 0; id < 8; id++) {
                data.copyFrom(packed.data());
                float[] expected = Arrays.copyOf(model.newSession(1).decode(id), OUT);
                float[] factors = ScalarOps.silu(Arrays.copyOfRange(gates, id * INNER, (id + 1) * INNER));
                boolean[] kept = ScalarOps.kept(factors, threshold, new float[0]);
                poison(tested.program().schedule().layout().entry("up.rows"), data, kept);
                poison(tested.program().schedule().layout().entry("down"), data, kept);
                assertThat(Arrays.copyOf(model.newSession(1).decode(id), OUT)).containsExactly(expected);
            }
            model.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"0.03,F32", "0.08,BF16", "1,BF16"})
    void aGroupReadsNeitherRowsThatAllSkipNorTheirColumns(float threshold, StripLayout format) {
        try (TestModel tested = TestModel.of(folder, graph(threshold), format, ElementType.BF16, 1)) {
            float[] gates = new float[8 * INNER];
            tested.checkpoint().read("gates", 0, gates, 0, gates.length);
            WeightContainer packed = tested.packer().pack();
            MemorySegment data = Arena.ofAuto().allocate(packed.data().byteSize(), 64);
            CompiledModel model =
                    tested.engine().load(new WeightContainer(data, packed.fingerprint(), packed.resource()));
            data.copyFrom(packed.data());
            int first = 2;
            int second = 5;
            float[][] expected = {
                model.newSession(1).decode(first).clone(),
                model.newSession(1).decode(second).clone()
            };
            boolean[] kept = new boolean[INNER];
            for (int id : new int[] {first, second}) {
                float[] factors = ScalarOps.silu(Arrays.copyOfRange(gates, id * INNER, (id + 1) * INNER));
                boolean[] own = ScalarOps.kept(factors, threshold, new float[0]);
                for (int i = 0; i < INNER; i++) {
                    kept[i] |= own[i];
                }
            }
            poison(tested.program().schedule().layout().entry("up.rows"), data, kept);
            poison(tested.program().schedule().layout().entry("down"), data, kept);
            float[][] logits =
                    model.newGroup(model.newSession(1), model.newSession(1)).decode(first, second);
            for (int i = 0; i < logits.length; i++) {
                assertThat(Arrays.copyOf(logits[i], OUT))
                        .containsExactly(Arrays.copyOf(expected[i], OUT), within(1e-6f));
            }
            model.close();
        }
    }
}
