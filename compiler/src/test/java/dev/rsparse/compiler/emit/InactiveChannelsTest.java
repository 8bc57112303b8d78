package dev.rsparse.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.schedule.WeightLayout.Entry;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.SessionGroup;
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

/// The promise of activation sparsity without a clock: the columns of inactive channels are filled with NaN, which
/// any arithmetic on them would carry into the result, even a multiplication by zero.
@Tag("width")
class InactiveChannelsTest {

    private static final int IN = 130;
    private static final int OUT = 65;

    @TempDir
    Path folder;

    private static Graph graph(int rank, float threshold) {
        GraphWriter graph = new GraphWriter(DType.F32);
        Graph dense = graph.graph("Linear", graph.linear(graph.gather("inputs", "inputs", 8, IN), "w", OUT));
        return Pipeline.rewrite(dense, Map.of("w", Thinning.columns(0.5, 1, rank, 0, threshold, Phase.DECODE)));
    }

    private static void poison(TestModel tested, MemorySegment data, boolean[] kept) {
        Entry columns = tested.program().schedule().layout().entry("w");
        long strip = columns.stripBytes();
        for (int channel = 0; channel < IN; channel++) {
            if (!kept[channel]) {
                // All bits set is NaN, as a float and as a pair of bfloat16.
                data.asSlice(columns.offset() + channel * strip, strip).fill((byte) 0xFF);
            }
        }
    }

    /// Inputs have entries of variance 1/130, about 0.09; at 0.05 about half of them stay, at 0.5 none.
    @ParameterizedTest
    @CsvSource({"0,0.05,F32", "0,0.05,BF16", "3,0.05,F32", "5,0.05,BF16", "0,0.2,F32", "0,0.5,BF16", "3,0.5,F32"})
    void decodingDoesNotTouchTheColumnsOfInactiveChannels(int rank, float threshold, StripLayout format) {
        try (TestModel tested = TestModel.of(folder, graph(rank, threshold), format, ElementType.BF16, 1)) {
            float[] table = new float[8 * IN];
            tested.checkpoint().read("inputs", 0, table, 0, table.length);
            WeightContainer packed = tested.packer().pack();
            MemorySegment data = Arena.ofAuto().allocate(packed.data().byteSize(), 64);
            CompiledModel model =
                    tested.engine().load(new WeightContainer(data, packed.fingerprint(), packed.resource()));
            for (int id = 0; id < 8; id++) {
                data.copyFrom(packed.data());
                float[] expected = Arrays.copyOf(model.newSession(1).decode(id), OUT);
                float[] x = Arrays.copyOfRange(table, id * IN, (id + 1) * IN);
                poison(tested, data, ScalarOps.kept(x, threshold, new float[0]));
                assertThat(Arrays.copyOf(model.newSession(1).decode(id), OUT)).containsExactly(expected);
            }
            model.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0.05,F32", "0,0.1,BF16", "3,0.1,F32", "0,0.5,BF16"})
    void aGroupDoesNotTouchTheColumnsThatNobodyKeeps(int rank, float threshold, StripLayout format) {
        try (TestModel tested = TestModel.of(folder, graph(rank, threshold), format, ElementType.BF16, 1)) {
            float[] table = new float[8 * IN];
            tested.checkpoint().read("inputs", 0, table, 0, table.length);
            WeightContainer packed = tested.packer().pack();
            MemorySegment data = Arena.ofAuto().allocate(packed.data().byteSize(), 64);
            CompiledModel model =
                    tested.engine().load(new WeightContainer(data, packed.fingerprint(), packed.resource()));
            int[] ids = {1, 4, 6};
            data.copyFrom(packed.data());
            float[][] expected = decode(model, ids);
            boolean[] kept = new boolean[IN];
            for (int id : ids) {
                float[] x = Arrays.copyOfRange(table, id * IN, (id + 1) * IN);
                boolean[] own = ScalarOps.kept(x, threshold, new float[0]);
                for (int channel = 0; channel < IN; channel++) {
                    kept[channel] |= own[channel];
                }
            }
            poison(tested, data, kept);
            assertThat(decode(model, ids)).isDeepEqualTo(expected);
            model.close();
        }
    }

    private static float[][] decode(CompiledModel model, int[] ids) {
        SessionGroup group = model.newGroup();
        for (int _ : ids) {
            group.join(model.newSession(1));
        }
        float[][] logits = group.decode(ids);
        return Arrays.stream(logits).map(row -> Arrays.copyOf(row, OUT)).toArray(float[][]::new);
    }
}
