package dev.rsparse.compiler.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesTest {

    @TempDir
    Path folder;

    private Path inputs() {
        return folder.resolve("in");
    }

    /// Reads `ids: i64[B,T]` alone.
    private OnnxFile one() {
        return Values.file(
                folder,
                Values.graph(Onnx.node("n", "Identity ids -> y"))
                        .addInput(Values.info("ids", OnnxType.I64, "B", "T"))
                        .addOutput(Values.info("y", OnnxType.I64, "B", "T")));
    }

    /// Reads `ids: i64[B,T]` and `a/mask: f32[B,T]`.
    private OnnxFile two() {
        return Values.file(
                folder,
                Values.graph(Onnx.node("n", "Identity ids -> y"))
                        .addInput(Values.info("ids", OnnxType.I64, "B", "T"))
                        .addInput(Values.info("a/mask", OnnxType.F32, "B", "T"))
                        .addOutput(Values.info("y", OnnxType.I64, "B", "T")));
    }

    private Samples given(OnnxFile file) {
        return Samples.of(file, Optional.of(inputs()), 1);
    }

    private static TensorValue ids(double... numbers) {
        return Values.of(OnnxType.I64, List.of(1L, (long) numbers.length), numbers);
    }

    private static double[] numbers(Samples samples, int index, String input) {
        return Values.numbers(samples.get(index).get(input));
    }

    @Test
    void eachArrayIsASampleOfAModelOfOneInput() {
        Values.write(inputs().resolve("10.npy"), ids(3));
        Values.write(inputs().resolve("9.npy"), ids(1, 2));
        Samples samples = given(one());
        assertThat(samples.count()).isEqualTo(2);
        assertThat(numbers(samples, 0, "ids")).containsExactly(1, 2);
        assertThat(numbers(samples, 1, "ids")).containsExactly(3);
        assertThat(samples.isRandom()).isFalse();
    }

    @Test
    void filesNamedAfterInputsAreOneSample() {
        Values.write(inputs().resolve("ids.npy"), ids(1, 2));
        Values.write(inputs().resolve("a_mask.npy"), Values.of(OnnxType.F32, List.of(1L, 2L), 1, 0));
        Samples samples = given(two());
        assertThat(samples.count()).isEqualTo(1);
        assertThat(numbers(samples, 0, "a/mask")).containsExactly(1, 0);
    }

    @Test
    void eachFolderIsASample() {
        for (int i : new int[] {2, 10}) {
            Path sample = inputs().resolve("s" + i);
            Values.write(sample.resolve("input_0.pb"), ids(i, i));
            Values.write(sample.resolve("input_1.pb"), Values.of(OnnxType.F32, List.of(1L, 2L), 1, 0));
            Values.write(sample.resolve("output_0.pb"), ids(0));
        }
        Samples samples = given(two());
        assertThat(samples.count()).isEqualTo(2);
        assertThat(numbers(samples, 0, "ids")).containsExactly(2, 2);
        assertThat(numbers(samples, 1, "ids")).containsExactly(10, 10);
    }

    @Test
    void testDataBesideTheModelServesWhereNothingIsGiven() {
        OnnxFile file = one();
        assertThat(Samples.of(file, Optional.empty(), 5).isRandom()).isTrue();
        Values.write(folder.resolve("test_data_set_0").resolve("input_0.pb"), ids(7));
        Values.write(folder.resolve("test_data_set_1").resolve("input_0.pb"), ids(8));
        assertThat(Samples.of(file, Optional.empty(), 5).count()).isEqualTo(2);
        Samples first = Samples.of(file, Optional.empty(), 5).first(1);
        assertThat(first.count()).isEqualTo(1);
        assertThat(numbers(first, 0, "ids")).containsExactly(7);
        assertThat(first.isGiven()).isFalse();
    }

    @Test
    void numbersOfAnotherTypeAreTakenWhenEachIsInTheDeclaredOne() {
        Values.write(inputs().resolve("0.npy"), Values.of(OnnxType.U16, List.of(1L, 2L), 65535, 3));
        assertThat(numbers(given(one()), 0, "ids")).containsExactly(65535, 3);
    }

    private void refuses(OnnxFile file, String... parts) {
        assertThatThrownBy(() -> given(file).get(0)).isInstanceOfSatisfying(OnnxException.class, problem -> {
            assertThat(problem.diagnostic().code()).isEqualTo(Code.ONNX_INPUT);
            assertThat(problem.diagnostic().message()).contains(parts);
            assertThat(problem.diagnostic().help()).isPresent();
        });
    }

    @Test
    void refusesNumbersThatTheDeclaredTypeDoesNotHave() {
        Values.write(inputs().resolve("0.npy"), Values.of(OnnxType.F32, List.of(1L, 2L), 1, 2.5));
        refuses(one(), "input \"ids\" is f32[1,2], and not all its elements are in i64; expected i64[B,T]");
    }

    @Test
    void refusesAnotherNumberOfAxes() {
        Values.write(inputs().resolve("0.npy"), Values.of(OnnxType.I64, List.of(2L), 1, 2));
        refuses(one(), "input \"ids\" is i64[2]; expected i64[B,T]");
    }

    @Test
    void refusesAMissingInput() {
        Values.write(inputs().resolve("s/ids.npy"), ids(1));
        refuses(two(), "input \"a/mask\" is missing; expected f32[B,T]");
    }

    @Test
    void refusesExtentsThatTwoInputsCallAlikeAndAreNot() {
        Values.write(inputs().resolve("ids.npy"), ids(1, 2, 3));
        Values.write(inputs().resolve("a_mask.npy"), Values.of(OnnxType.F32, List.of(1L, 2L), 1, 0));
        refuses(two(), "\"a/mask\" is f32[1,2], and input \"ids\" has 3 for T");
    }

    @Test
    void refusesAFileOfNoInput() {
        Values.write(inputs().resolve("ids.npy"), ids(1));
        Values.write(inputs().resolve("mask.npy"), ids(1));
        refuses(two(), "is for no input of the model, which reads \"ids\", \"a/mask\"");
    }

    @Test
    void refusesAFolderWithoutInputs() throws Exception {
        Files.createDirectories(inputs());
        refuses(one(), "holds no inputs");
    }

    @Test
    void refusesAFileThatIsNoTensor() throws Exception {
        Files.createDirectories(inputs());
        Files.write(inputs().resolve("input_0.pb"), new byte[] {1, 2, 3});
        refuses(one(), "is no TensorProto");
        Files.delete(inputs().resolve("input_0.pb"));
        Files.write(inputs().resolve("a.npy"), new byte[20]);
        refuses(one(), "is no NumPy array");
    }

    @Test
    void refusesATensorWithFewerElementsThanItsShapeHas() throws Exception {
        Files.createDirectories(inputs());
        Files.write(
                inputs().resolve("input_0.pb"),
                ids(1, 2).proto("x").toBuilder().setDims(1, 3).build().toByteArray());
        refuses(one(), "of i64[1,3] holds 2 elements");
    }
}
