package dev.rsparse.compiler.onnx.run;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// A model in ONNX Runtime, ready to be run. Not for several threads at once.
///
/// ONNX Runtime is an optional library. This class names none of its classes, so that it loads without them and can
/// tell what is missing.
public final class OnnxSession implements AutoCloseable {

    /// Threads of a session unless told otherwise.
    public static final int THREADS = 2;

    private final OrtRunner runner;

    private OnnxSession(OrtRunner runner) {
        this.runner = runner;
    }

    /// Opens a model file, with its data files beside it.
    ///
    /// @param threads that compute one operator together
    /// @throws OnnxException when ONNX Runtime is not there, or cannot run the model
    public static OnnxSession open(Path model, int threads) {
        return open(model, () -> OrtRunner.open(model, threads));
    }

    /// Opens a model that is no file: one that was read and then changed. Data files are looked for in the folder
    /// that it was read from, and mapped there.
    ///
    /// @throws OnnxException as [#open(Path, int)] does
    public static OnnxSession open(OnnxFile changed, int threads) {
        return open(changed.path(), () -> OrtRunner.open(changed, threads));
    }

    private static OnnxSession open(Path model, Supplier<OrtRunner> opening) {
        try {
            return new OnnxSession(opening.get());
        } catch (LinkageError problem) {
            // Without the jar a class is not found; with it, what fails is to load the native library.
            boolean isJarAbsent =
                    problem instanceof NoClassDefFoundError && problem.getCause() instanceof ClassNotFoundException;
            throw OnnxException.of(
                    model,
                    Code.ONNX_RUNTIME,
                    "cannot be run: "
                            + (isJarAbsent
                                    ? "ONNX Runtime is not there"
                                    : "the native part of ONNX Runtime does not load here"),
                    "add com.microsoft.onnxruntime:onnxruntime:1.29.0 to the class path; it has natives for 64-bit Linux,"
                            + " macOS and Windows");
        }
    }

    /// Runs the model once.
    ///
    /// @param inputs by name; optional ones may be left out
    /// @return all outputs by name, in the order of the model
    /// @throws OnnxException when ONNX Runtime fails, or an input or output has no place in Java
    public Map<String, TensorValue> run(Map<String, TensorValue> inputs) {
        Map<String, TensorValue> outputs = new LinkedHashMap<>();
        run(inputs, outputs::put);
        return outputs;
    }

    /// Runs the model once and shows its outputs one after the other: only one of them at a time has to be in the
    /// heap.
    ///
    /// @throws OnnxException as [#run(Map)] does
    public void run(Map<String, TensorValue> inputs, BiConsumer<String, TensorValue> each) {
        runner.run(inputs, each);
    }

    /// Runs of one input, to be timed.
    public interface Prepared extends AutoCloseable {
        /// Runs the model and drops what it gives.
        ///
        /// @throws OnnxException when ONNX Runtime fails
        void run();

        @Override
        void close();
    }

    /// Lays inputs where the native library reads them.
    ///
    /// @throws OnnxException when an input has no place there
    public Prepared prepare(Map<String, TensorValue> inputs) {
        return runner.prepare(inputs);
    }

    /// Frees what the native library holds.
    @Override
    public void close() {
        runner.close();
    }
}
