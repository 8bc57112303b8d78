package dev.rsparse.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.kernel.CodeSize;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.SessionGroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Models whose methods would be longer than what HotSpot compiles.
class LongUnitsTest {

    private static final int[] IDS = {3, 15, 0, 7, 7, 1, 12, 9, 4};
    private static final int STEPS = 200;

    @TempDir
    Path folder;

    @TempDir
    Path other;

    /// 400 linears and sums one after the other, and a norm now and then.
    ///
    /// @param scoped whether every few of them have a scope of their own
    /// @param rotated whether they are more than a tail
    private static Graph chain(boolean scoped, boolean rotated) {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = graph.gather("table", "table", 16, 16);
        for (int i = 0; i < STEPS; i++) {
            graph.in(scoped ? "block[" + i / 5 + "]" : "");
            Value read = i % 10 == 0 ? graph.norm(x, "norm" + i, "norm" + i) : x;
            x = graph.add(read, graph.linear(read, "w" + i, 16));
        }
        graph.in("");
        Value last = rotated ? graph.rope(x, 8) : x;
        return graph.graph("Chain", graph.linear(last, "head", 19));
    }

    /// Static initialisers and constructors run once: it does not matter that they are never compiled.
    private static void assertCompiled(Map<String, Integer> lengths) {
        assertThat(lengths)
                .allSatisfy((name, bytes) ->
                        assertThat(name.startsWith("<") ? 0 : bytes).as(name).isLessThanOrEqualTo(CodeSize.LONGEST));
    }

    private static void assertCompiled(Engine engine) {
        assertCompiled(MethodLengths.ofSource(engine));
        assertCompiled(MethodLengths.ofBytecode(engine));
    }

    /// The logits of a prompt, of single tokens and of groups, on one thread and on three.
    private static List<float[]> run(TestModel tested, BackEnd backEnd) {
        List<float[]> logits = new ArrayList<>();
        try (CompiledModel model =
                tested.engine().withBackEnd(backEnd).load(tested.packer().pack())) {
            for (int threads : new int[] {1, 3}) {
                model.setThreads(threads);
                Session first = model.newSession(64);
                logits.add(first.prefill(IDS).clone());
                for (int id : IDS) {
                    logits.add(first.decode(id).clone());
                }
                Session second = model.newSession(64);
                second.prefill(IDS, false, (_, all, from) -> logits.add(Arrays.copyOfRange(all, from, from + 19)));
                SessionGroup group = model.newGroup(first, second);
                for (float[] ofOne : group.decode(5, 6)) {
                    logits.add(ofOne.clone());
                }
            }
        }
        return logits;
    }

    private static void assertSameBits(List<float[]> found, List<float[]> expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i)).as("result %d", i).containsExactly(expected.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGraphWithoutScopesIsSplit(boolean rotated) {
        try (TestModel tested = TestModel.of(folder, chain(false, rotated))) {
            String unit = rotated ? "Head" : "Tail";
            assertThat(tested.program().functions().stream().map(Function::name))
                    .contains("decode" + unit, "decode" + unit + "Part1", "decode" + unit + "Part2")
                    .contains("prefill" + unit + "Part2", "group" + unit + "Part2");
            assertCompiled(tested.engine());
        }
    }

    @Test
    void partsGiveTheBitsOfShortUnits() {
        try (TestModel tested = TestModel.of(folder, chain(false, true));
                TestModel shorter = TestModel.of(other, chain(true, true))) {
            assertThat(shorter.program().functions().stream().map(Function::name))
                    .contains("decodeBlock0")
                    .doesNotContain("decodeBlock0Part1", "runDecodePart1");
            List<float[]> expected = run(shorter, BackEnd.BYTECODE);
            assertSameBits(run(tested, BackEnd.BYTECODE), expected);
            assertSameBits(run(tested, BackEnd.SOURCE), expected);
        }
    }

    /// A tail runs the last token of a prompt alone, which a unit does not: its bits are compared with themselves.
    @Test
    void partsOfATailGiveTheSameBitsInBothBackEnds() {
        try (TestModel tested = TestModel.of(folder, chain(false, false))) {
            assertSameBits(run(tested, BackEnd.BYTECODE), run(tested, BackEnd.SOURCE));
        }
    }

    @ParameterizedTest
    @EnumSource(BackEnd.class)
    void partsAgreeWithTheReference(BackEnd backEnd) {
        try (TestModel tested = TestModel.of(folder, chain(false, true));
                CompiledModel model = tested.engine()
                        .withBackEnd(backEnd)
                        .load(tested.packer().pack())) {
            float[][] expected = tested.reference().read(IDS, false);
            Session session = model.newSession(2 * IDS.length);
            tested.assertClose(session.prefill(IDS), 0, expected[IDS.length - 1], IDS.length);
            session.reset();
            for (int i = 0; i < IDS.length; i++) {
                tested.assertClose(session.decode(IDS[i]), 0, expected[i], IDS.length);
            }
        }
    }

    @Test
    void manyLayersStayBelowTheLimit() {
        Graph graph = LlamaGraphs.llama(new LlamaGraphs.Shape(19, 8, 12, 150, 2, 1, 4), DType.F32);
        try (TestModel tested = TestModel.of(folder, graph)) {
            assertCompiled(tested.engine());
            assertSameBits(run(tested, BackEnd.BYTECODE), run(tested, BackEnd.SOURCE));
        }
    }
}
