package dev.rsparse.compiler.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TensorFilesTest {

    @TempDir
    Path folder;

    private TensorValue read(TensorProto.Builder tensor) throws Exception {
        return TensorFiles.read(
                Files.write(folder.resolve("input_0.pb"), tensor.build().toByteArray()));
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "F64", "I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64", "BOOL"})
    void aTensorIsReadAsItWasStored(OnnxType type) throws Exception {
        TensorValue value = Values.of(type, List.of(3L, 1L), 1, 0, 1);
        TensorValue read = read(value.proto("x").toBuilder());
        assertThat(read.shape()).isEqualTo(value.shape());
        assertThat(Values.numbers(read)).containsExactly(1, 0, 1);
    }

    @Test
    void textsAreReadAsTheyWereStored() throws Exception {
        TensorValue value = TensorValue.texts(List.of(2L), List.of("a", "ö"));
        assertThat(read(value.proto("x").toBuilder()).texts()).containsExactly("a", "ö");
    }

    @Test
    void elementsAreReadFromTypedFields() throws Exception {
        assertThat(Values.numbers(read(TensorProto.newBuilder()
                        .setDataType(1)
                        .addDims(2)
                        .addFloatData(1.5f)
                        .addFloatData(-2))))
                .containsExactly(1.5, -2);
        assertThat(Values.numbers(read(TensorProto.newBuilder()
                        .setDataType(OnnxType.F64.number())
                        .addDoubleData(0.1))))
                .containsExactly(0.1);
        assertThat(Values.numbers(read(TensorProto.newBuilder()
                        .setDataType(OnnxType.I64.number())
                        .addInt64Data(-7))))
                .containsExactly(-7);
        assertThat(Values.numbers(read(TensorProto.newBuilder()
                        .setDataType(OnnxType.U64.number())
                        .addUint64Data(-1))))
                .containsExactly(0x1p64);
        assertThat(Values.numbers(read(TensorProto.newBuilder()
                        .setDataType(OnnxType.I8.number())
                        .addInt32Data(-3))))
                .containsExactly(-3);
        assertThat(Values.numbers(read(TensorProto.newBuilder()
                        .setDataType(OnnxType.F16.number())
                        .addInt32Data(0x3e00))))
                .containsExactly(1.5);
    }

    @ParameterizedTest
    @CsvSource({
        "F64, F32, 0.5, true",
        "F64, F32, 0.1, false",
        "F64, F32, 1e300, false",
        "F32, BF16, 1.5, true",
        "F32, BF16, 1.001, false",
        "F32, F16, 65504, true",
        "F32, F16, 65536, false",
        "F32, I64, 3, true",
        "F32, I64, 3.5, false",
        "I64, I32, -2147483648, true",
        "I64, I32, 2147483648, false",
        "I64, F32, 16777216, true",
        "I64, F32, 16777217, false",
        "I32, U8, 255, true",
        "I32, U8, -1, false",
        "I32, U64, -1, false",
        "I32, BOOL, 1, true",
        "I32, BOOL, 2, false",
        "F64, F32, NaN, true",
        "F64, I32, NaN, false",
        "F64, I32, Infinity, false",
        "F64, F32, -0.0, true",
    })
    void numbersAreConvertedWhenEachIsInTheOtherType(OnnxType from, OnnxType to, double number, boolean isExact) {
        TensorValue value = Values.of(from, List.of(2L), 1, number);
        Optional<TensorValue> converted = Conversion.exact(value, to);
        assertThat(converted.isPresent()).isEqualTo(isExact);
        converted.ifPresent(exact -> {
            assertThat(exact.type()).isEqualTo(to);
            assertThat(Values.numbers(exact)).containsExactly(1, number);
        });
    }

    @Test
    void textsAreNoNumbers() {
        assertThat(Conversion.exact(TensorValue.texts(List.of(1L), List.of("1")), OnnxType.F32))
                .isEmpty();
    }
}
