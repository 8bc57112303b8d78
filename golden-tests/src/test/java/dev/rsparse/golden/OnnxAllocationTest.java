package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.cases.TestCase;
import dev.rsparse.compiler.onnx.compile.GraphCompiler;
import dev.rsparse.runtime.tensor.CompiledGraph;
import dev.rsparse.runtime.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Classes of ONNX models make their buffers in their first runs; in the next ones operators make no objects. Each
/// model runs in a JVM of its own, as in a program. They are models without exponentials: whether the JIT compiler
/// inlines those into loops over short rows is a matter of how early it comes to them, and where it does not,
/// vectors are objects.
@Tag("shared")
class OnnxAllocationTest {

    private static final int RUNS = 10;

    /// Vectors are objects until the JIT compiler has compiled every kernel for its last time: some seconds, and more
    /// beside other work.
    private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(1);

    @ParameterizedTest
    @ValueSource(strings = {"mlp-relu-dynamo18", "mlp-3d-legacy17", "mobilenetv3s-legacy17"})
    void aRunAllocatesNothing(String name) throws IOException {
        Path folder = SharedFolder.require("onnx/exports").resolve(name);
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OnnxAllocationTest.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(printed.strip()).isEqualTo("0");
    }

    /// Prints how many bytes the last runs of a model allocated, as soon as it is none.
    public static void main(String[] arguments) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        TestCase export = TestCase.in(Path.of(arguments[0])).getFirst();
        try (CompiledGraph graph =
                GraphCompiler.of(OnnxFile.read(export.model())).load(BackEnd.BYTECODE, 1)) {
            Tensor[] inputs =
                    TestCase.inputs(export.runs().getFirst(), graph.inputs().size());
            long allocated = Long.MAX_VALUE;
            long start = System.nanoTime();
            while (allocated > 0 && System.nanoTime() - start < MOST_NANOS) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int run = 0; run < RUNS; run++) {
                    graph.run(inputs);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            System.out.println(allocated);
        }
    }
}
