package dev.rsparse.compiler.onnx.run;

import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Operators that ONNX Runtime adds, compiled, and there.
class OperatorsInOnnxRuntimeTest {

    private static final Tensor NONE = Tensor.ABSENT;
    private static final double TOLERANCE = 2e-6;
    private static final int HEADS = 3;
    private static final int SIZE = 8;
    private static final int COLUMNS = 37;

    @TempDir
    Path folder;

    private final Random random = new Random(3);

    private static OneNode attention(Tensor... inputs) {
        return OneNode.microsoft("MultiHeadAttention", Onnx.attribute("num_heads", HEADS))
                .inputs(inputs)
                .output(OnnxType.F32, 3);
    }

    /// ONNX Runtime has packed tensors on GPUs alone, so there they are taken apart.
    private void takenApart(OneNode packed, OneNode apart) {
        OneNode.assertClose(packed.compiled(folder), apart.inOrt(folder), TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void attentionOfPackedQueriesKeysAndValues(boolean biased) {
        Tensor packed = numbers(2, 7, HEADS, 3, SIZE);
        Tensor bias = biased ? numbers(3 * HEADS * SIZE) : NONE;
        takenApart(
                attention(packed, NONE, NONE, bias),
                attention(part(packed, 0), part(packed, 1), part(packed, 2), bias));
    }

    @Test
    void attentionOfPackedKeysAndValues() {
        Tensor q = numbers(2, 5, HEADS * SIZE);
        Tensor packed = numbers(2, 9, HEADS, 2, SIZE);
        takenApart(attention(q, packed, NONE), attention(q, part(packed, 0), part(packed, 1)));
    }

    @Test
    void attentionOfSeparateTensors() {
        Tensor q = numbers(2, 5, HEADS * SIZE);
        Tensor k = numbers(2, 9, HEADS * SIZE);
        Tensor v = numbers(2, 9, HEADS * SIZE);
        attention(q, k, v, numbers(3 * HEADS * SIZE)).givesTheSame(folder, TOLERANCE);
    }

    private OneNode embedding(Tensor segmentIds, Tensor segments, Tensor mask, Tensor positionIds) {
        return OneNode.microsoft("EmbedLayerNormalization", Onnx.attribute("epsilon", 1e-5f))
                .inputs(ids(9, 2, 5), segmentIds, numbers(9, 12), numbers(6, 12), segments, numbers(12), numbers(12))
                .inputs(mask, positionIds)
                .output(OnnxType.F32, 3);
    }

    @Test
    void embeddingOfWordsAndPositions() {
        embedding(NONE, NONE, NONE, NONE).output(OnnxType.I32, 1).givesTheSame(folder, TOLERANCE);
    }

    @Test
    void embeddingWithAllInputsAndOutputs() {
        embedding(ids(2, 2, 5), numbers(2, 12), ids(2, 2, 5), ids(6, 2, 5))
                .output(OnnxType.I32, 1)
                .output(OnnxType.F32, 3)
                .givesTheSame(folder, TOLERANCE);
    }

    @Test
    void embeddingOfPositionsOfAllBatchesWithoutMask() {
        embedding(ids(2, 2, 5), numbers(2, 12), NONE, ids(6, 1, 5))
                .noOutput()
                .output(OnnxType.F32, 3)
                .givesTheSame(folder, TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Gelu", "QuickGelu", "FastGelu"})
    void activations(String operator) {
        OneNode.microsoft(operator)
                .inputs(numbers(3, 37))
                .output(OnnxType.F32, 2)
                .givesTheSame(folder, TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"4,32,96,1,false", "4,32,300,1,true", "4,128,256,20,true", "8,32,256,1,false", "8,64,200,30,true"})
    void weightsInFewBits(int bits, int block, int depth, int rows, boolean pointed) {
        int blocks = Math.ceilDiv(depth, block);
        Tensor x = numbers(rows, depth);
        Tensor[] weight = {
            bytes(COLUMNS, blocks, block * bits / 8),
            scales(COLUMNS * blocks),
            pointed ? bytes(COLUMNS * Math.ceilDiv(blocks * bits, 8)) : NONE
        };
        fewBits(bits, block, depth)
                .inputs(x)
                .inputs(weight)
                .output(OnnxType.F32, 2)
                .givesTheSame(folder, TOLERANCE);
        fewBits(bits, block, depth)
                .inputs(x)
                .constants(weight)
                .output(OnnxType.F32, 2)
                .givesTheSame(folder, TOLERANCE);
    }

    private static OneNode fewBits(int bits, int block, int depth) {
        return OneNode.microsoft(
                "MatMulNBits",
                Onnx.attribute("K", depth),
                Onnx.attribute("N", COLUMNS),
                Onnx.attribute("bits", bits),
                Onnx.attribute("block_size", block));
    }

    /// One part of each head, as `[B,S,H D]`.
    private static Tensor part(Tensor packed, int part) {
        Tensor one = Tensor.of(packed.type(), packed.dim(0), packed.dim(1), HEADS * SIZE);
        for (int block = 0; block < one.count() / SIZE; block++) {
            one.copy(packed, (block * packed.dim(3) + part) * SIZE, block * SIZE, SIZE);
        }
        return one;
    }

    private Tensor numbers(int... dims) {
        return OneNode.numbers(random, dims);
    }

    private Tensor bytes(int... dims) {
        return integers(ElementType.U8, 256, dims);
    }

    /// So small that products are of the order of 1.
    private Tensor scales(int count) {
        Tensor scales = numbers(count);
        for (int i = 0; i < count; i++) {
            scales.setNumber(i, scales.number(i) / 4096);
        }
        return scales;
    }

    private Tensor ids(int below, int... dims) {
        return integers(ElementType.I32, below, dims);
    }

    private Tensor integers(ElementType type, int below, int... dims) {
        Tensor tensor = Tensor.of(type, dims);
        for (int i = 0; i < tensor.count(); i++) {
            tensor.setInteger(i, random.nextInt(below));
        }
        return tensor;
    }
}
