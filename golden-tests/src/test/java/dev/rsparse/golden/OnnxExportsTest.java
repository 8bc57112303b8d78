package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.cases.TestCase;
import dev.rsparse.compiler.onnx.compile.GraphCompiler;
import dev.rsparse.compiler.onnx.in.ElementTypes;
import dev.rsparse.compiler.onnx.in.TensorBytes;
import dev.rsparse.compiler.onnx.run.OnnxSession;
import dev.rsparse.compiler.onnx.run.TensorFiles;
import dev.rsparse.compiler.onnx.run.TensorValue;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.CompiledGraph;
import dev.rsparse.runtime.tensor.Port;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Exports of torch, compiled: against what was recorded with them, against an independent implementation, and
/// against ONNX Runtime at sizes that they were not exported with.
@Tag("shared")
class OnnxExportsTest {

    /// Times the greatest of 1 and the number itself.
    private static final double TOLERANCE = 1e-4;

    /// Every table of tokens has more rows.
    private static final int TOKENS = 100;

    /// What symbolic axes stand for in a run.
    ///
    /// @param past tokens in a cache already
    private record Sizes(int batch, int tokens, int past) {}

    private static final List<Sizes> SIZES =
            List.of(new Sizes(1, 1, 0), new Sizes(1, 5, 7), new Sizes(3, 17, 2), new Sizes(3, 1, 16));

    static Stream<TestCase> exports() {
        return TestCase.in(SharedFolder.require("onnx/exports")).stream();
    }

    private static GraphCompiler compiler(TestCase export) {
        return GraphCompiler.of(OnnxFile.read(export.model()));
    }

    @ParameterizedTest
    @MethodSource("exports")
    void outputsAreThoseThatWereRecorded(TestCase export) {
        try (CompiledGraph graph = compiler(export).load(BackEnd.BYTECODE, 1)) {
            for (Path run : export.runs()) {
                graph.run(TestCase.inputs(run, graph.inputs().size()));
                for (int i = 0; i < graph.outputs().size(); i++) {
                    compare(TensorFiles.read(run.resolve("output_" + i + ".pb")), graph.output(i));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("exports")
    void backEndsAndThreadsGiveTheSameBits(TestCase export) {
        GraphCompiler compiler = compiler(export);
        List<ByteBuffer> bits = bits(compiler, BackEnd.BYTECODE, 1, export);
        assertThat(bits(compiler, BackEnd.BYTECODE, 2, export)).as("2 threads").isEqualTo(bits);
        assertThat(bits(compiler, BackEnd.SOURCE, 1, export)).as("source").isEqualTo(bits);
    }

    private static List<ByteBuffer> bits(GraphCompiler compiler, BackEnd backEnd, int threads, TestCase export) {
        try (CompiledGraph graph = compiler.load(backEnd, threads)) {
            graph.run(TestCase.inputs(export.runs().getFirst(), graph.inputs().size()));
            return IntStream.range(0, graph.outputs().size())
                    .mapToObj(i -> TensorBytes.bytes(graph.output(i)))
                    .toList();
        }
    }

    @Test
    void logitsOfQuillAreTheOracles() {
        TestCase export = TestCase.in(SharedFolder.require("onnx/exports/quill-7m-dynamo18"))
                .getFirst();
        long[] prompt =
                Arrays.stream(Quill.oracle("prompt").ints()).asLongStream().toArray();
        try (CompiledGraph graph = compiler(export).load(BackEnd.BYTECODE, 2)) {
            graph.run(Tensor.of(prompt, 1, prompt.length));
            float[] logits = (float[]) graph.output(0).data();
            float[] expected = Quill.oracle("logits").floats();
            assertThat(Arrays.copyOf(logits, graph.output(0).count())).containsExactly(expected, within(2e-3f));
        }
    }

    /// One instance after another size: buffers grow, and hold leftovers when a run is smaller than the one before.
    @ParameterizedTest
    @MethodSource("exports")
    void otherSizesGiveWhatOnnxRuntimeGives(TestCase export) {
        OnnxFile file = OnnxFile.read(export.model());
        Random random = new Random(7);
        try (OnnxSession session = OnnxSession.open(export.model(), OnnxSession.THREADS);
                CompiledGraph graph = GraphCompiler.of(file).load(BackEnd.BYTECODE, 2)) {
            for (Sizes sizes : SIZES) {
                Sizes possible = isOfOneSequence(file) ? new Sizes(1, sizes.tokens(), sizes.past()) : sizes;
                Map<String, Tensor> inputs = new LinkedHashMap<>();
                graph.inputs().forEach(port -> inputs.put(port.name(), tensor(port, possible, random)));
                Map<String, TensorValue> values = new LinkedHashMap<>();
                inputs.forEach((name, tensor) -> values.put(name, value(tensor)));
                Map<String, TensorValue> expected = session.run(values);
                Map<String, Tensor> found = graph.run(inputs);
                assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
                expected.forEach((name, value) -> compare(value, found.get(name)));
            }
        }
    }

    /// Some exporters fix the number of sequences inside the model but not at its inputs.
    private static boolean isOfOneSequence(OnnxFile file) {
        return file.model()
                        .getGraph()
                        .getOutput(0)
                        .getType()
                        .getTensorType()
                        .getShape()
                        .getDim(0)
                        .getDimValue()
                == 1;
    }

    private static Tensor tensor(Port port, Sizes sizes, Random random) {
        int[] dims = new int[port.dims().size()];
        for (int axis = 0; axis < dims.length; axis++) {
            String dim = port.dims().get(axis);
            if (Character.isDigit(dim.charAt(0))) {
                dims[axis] = Integer.parseInt(dim);
            } else if (axis == 0) {
                dims[axis] = sizes.batch();
            } else {
                dims[axis] = dim.equals("past") ? sizes.past() : sizes.tokens();
            }
        }
        Tensor tensor = Tensor.of(port.type(), dims);
        for (int i = 0; i < tensor.count(); i++) {
            if (port.type() == ElementType.I64) {
                tensor.setInteger(i, random.nextInt(TOKENS));
            } else {
                tensor.setNumber(i, random.nextGaussian());
            }
        }
        return tensor;
    }

    private static TensorValue value(Tensor tensor) {
        ByteBuffer bytes = TensorBytes.bytes(tensor).order(ByteOrder.LITTLE_ENDIAN);
        return new TensorValue(ElementTypes.of(tensor.type()), TensorBytes.dims(tensor), bytes, List.of());
    }

    private static void compare(TensorValue expected, Tensor found) {
        assertThat(value(found).shape()).isEqualTo(expected.shape());
        float[] numbers = expected.floats();
        double worst = 0;
        for (int i = 0; i < numbers.length; i++) {
            double difference = Math.abs(numbers[i] - found.number(i)) / Math.max(1, Math.abs(numbers[i]));
            // A NaN is never near.
            worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }
        assertThat(worst).isLessThanOrEqualTo(TOLERANCE);
    }
}
