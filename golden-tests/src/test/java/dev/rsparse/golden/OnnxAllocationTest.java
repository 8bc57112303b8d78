package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.cases.TestCase;
import dev.rsparse.compiler.onnx.compile.GraphCompiler;
import dev.rsparse.runtime.tensor.CompiledGraph;
import dev.rsparse.runtime.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Classes of ONNX models make their buffers in their first runs; the next ones allocate nothing.
@Tag("shared")
class OnnxAllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int RUNS = 10;

    /// Vectors are objects until the JIT compiler has compiled every kernel for its last time: some seconds, and more
    /// beside other work.
    private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp-relu-dynamo18",
                "bert-legacy17",
                "llama-kvcache-legacy17",
                "mobilenetv3s-legacy17",
                "vit-legacy17"
            })
    void aRunAllocatesNothing(String name) {
        TestCase export =
                TestCase.in(SharedFolder.require("onnx/exports").resolve(name)).getFirst();
        try (CompiledGraph graph =
                GraphCompiler.of(OnnxFile.read(export.model())).load(BackEnd.BYTECODE, 1)) {
            Tensor[] inputs =
                    TestCase.inputs(export.runs().getFirst(), graph.inputs().size());
            long allocated = Long.MAX_VALUE;
            long start = System.nanoTime();
            while (allocated > 0 && System.nanoTime() - start < MOST_NANOS) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int run = 0; run < RUNS; run++) {
                    graph.run(inputs);
                }
                allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).isZero();
        }
    }
}
