package dev.rsparse.compiler.onnx.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LayFewBitsTest extends FusionFixture {

    private static final int DEPTH = 80;
    private static final int COLUMNS = 6;
    private static final int BLOCKS = 3;

    @BeforeEach
    void constants() {
        constant(bytes("w", COLUMNS, BLOCKS, 16));
        constant("s", (long) COLUMNS * BLOCKS);
    }

    private static TensorProto bytes(String name, long... dims) {
        TensorProto.Builder tensor = Onnx.tensor(name, OnnxType.U8, dims).toBuilder();
        byte[] values = new byte[tensor.getRawData().size()];
        new Random(1).nextBytes(values);
        return tensor.setRawData(ByteString.copyFrom(values)).build();
    }

    private TensorGraph product(String inputs) {
        model().addNode(product(inputs, "y"));
        return graph();
    }

    private static NodeProto product(String inputs, String output) {
        return Onnx.node(
                output,
                "com.microsoft.MatMulNBits " + inputs + " -> " + output,
                Onnx.attribute("K", DEPTH),
                Onnx.attribute("N", COLUMNS),
                Onnx.attribute("block_size", 32));
    }

    private static void fires(TensorGraph graph) {
        for (int rows : new int[] {1, 6, 30}) {
            TensorGraph after = passed(LayFewBits::apply, graph, 0, random(rows, DEPTH));
            assertThat(operators(after)).isEqualTo("FusedMatMulNBits");
            assertThat(after.constants().keySet().stream()
                            .filter(value -> value.name().startsWith("w")))
                    .as("the weight is there once")
                    .hasSize(1);
        }
    }

    private static void leaves(TensorGraph graph) {
        assertThat(operators(LayFewBits.apply(graph))).isEqualTo("MatMulNBits");
    }

    @Test
    void firesWhereZeroPointsArePacked() {
        constant(bytes("z", COLUMNS * 2));
        fires(product("x,w,s,z"));
    }

    @Test
    void firesWhereScalesAndZeroPointsAreShortFloats() {
        double[] values = new Random(2).doubles(COLUMNS * BLOCKS).toArray();
        constant(Onnx.floats("s16", OnnxType.F16, List.of((long) values.length), values));
        constant(Onnx.floats("z16", OnnxType.F16, List.of((long) values.length), values));
        fires(product("x,w,s16,z16"));
    }

    @Test
    void firesWithABias() {
        constant("b", COLUMNS);
        fires(product("x,w,s,,,b"));
    }

    @Test
    void leavesWhatIsNotKnown() {
        input("m");
        leaves(product("x,w,s,m"));
    }

    @Test
    void firesWhereColumnsHaveScalesOfOtherBlocks() {
        constant(bytes("z", COLUMNS * 2));
        constant(groups(row -> (DEPTH - 1 - row) / 32));
        fires(product("x,w,s,z,g"));
    }

    @Test
    void leavesBlocksThatHaveOtherNumbersOfColumns() {
        constant(groups(row -> 0));
        leaves(product("x,w,s,,g"));
    }

    private static TensorProto groups(LongUnaryOperator blockOf) {
        return Onnx.integers("g", LongStream.range(0, DEPTH).map(blockOf).toArray());
    }

    @Test
    void laysAWeightOfTwoProductsOnce() {
        constant("b", COLUMNS);
        model().addNode(product("x,w,s", "p"))
                .addNode(product("x,w,s,,,b", "q"))
                .addNode(Onnx.node("y", "Add p,q -> y"));
        TensorGraph after = passed(LayFewBits::apply, graph(), 0, random(3, DEPTH));
        assertThat(operators(after)).isEqualTo("FusedMatMulNBits FusedMatMulNBits Add");
        assertThat(after.constants()).as("words, scales, marks and a bias").hasSize(4);
    }

    @Test
    void leavesAnotherNumberOfZeroPoints() {
        constant(bytes("z", COLUMNS));
        leaves(product("x,w,s,z"));
    }
}
