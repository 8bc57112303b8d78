package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.DiagnosticJson;
import dev.rsparse.compiler.inspect.OnnxFusions;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.compile.GraphCompiler;
import dev.rsparse.compiler.onnx.in.TensorBytes;
import dev.rsparse.compiler.onnx.program.GraphProgram;
import dev.rsparse.compiler.onnx.recognise.Recognition;
import dev.rsparse.runtime.WeightContainer;
import dev.rsparse.runtime.io.SafetensorsWriter;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ParameterException;

/// `rsparsec MODEL.onnx -o OUT`: writes the class, in Java or as a class file, and its constants.
///
/// @param release Java version of the class file
/// @param explain whether to tell which operators were recognised, and which nearly
record OnnxCompileTask(
        Path model, Path output, OutputName name, int release, boolean explain, boolean json, Console console)
        implements Callable<Integer> {

    @Override
    public Integer call() {
        if (!name.isClass()) {
            throw new ParameterException(
                    console.commandLine(), "an ONNX model is compiled to OUT.java or OUT.class, found -o " + output);
        }
        GraphCompiler compiler = GraphCompiler.of(OnnxFile.read(model));
        List<Path> written = write(compiler, "", output, name, release);
        console.message("wrote " + CompileTask.listed(written));
        if (json) {
            printJson(written, compiler.recognition());
        } else if (explain) {
            console.out().print(OnnxFusions.text(compiler.recognition()));
        }
        return 0;
    }

    /// Writes the class of a model and its constants; gives the files, the class first.
    ///
    /// @param packageName of the class; empty for the unnamed package
    /// @param name of the output, which is that of a class
    static List<Path> write(GraphCompiler compiler, String packageName, Path output, OutputName name, int release) {
        boolean isSource = name.kind() == OutputName.Kind.JAVA;
        String binaryName = packageName.isEmpty() ? name.stem() : packageName + "." + name.stem();
        byte[] type = isSource
                ? compiler.source(packageName, name.stem()).getBytes(StandardCharsets.UTF_8)
                : compiler.classFile(binaryName, release);
        Path weights = OutputWriter.weights(output, name.stem());
        // The class is in place last: it never stands beside the constants of another.
        OutputWriter.stage(output, files -> {
            files.stage(output, type);
            constants(compiler.program()).stage(files, weights);
        });
        if (!isSource) {
            OutputWriter.removeOthers(output, name.stem(), List.of(output));
        }
        return List.of(output, weights);
    }

    private static SafetensorsWriter constants(GraphProgram program) {
        SafetensorsWriter writer = new SafetensorsWriter()
                .metadata("format", WeightContainer.FORMAT)
                .metadata("version", WeightContainer.VERSION)
                .metadata("fingerprint", program.fingerprint());
        program.constants()
                .forEach((field, tensor) -> writer.add(field, tensor.type(), TensorBytes.dims(tensor), source(tensor)));
        return writer;
    }

    /// The elements, copied when they are asked for: one tensor at a time is in memory twice.
    private static SafetensorsWriter.Source source(Tensor tensor) {
        return out -> {
            ByteBuffer bytes = TensorBytes.bytes(tensor);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        };
    }

    private void printJson(List<Path> written, Recognition recognition) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("output", output.toString());
        object.put("weights", written.getLast().toString());
        object.put("files", written.stream().map(Path::toString).toList());
        if (explain) {
            object.put(
                    "fused",
                    recognition.fused().stream().map(OnnxFusions::object).toList());
            object.put(
                    "nearMisses",
                    recognition.nearMisses().stream().map(OnnxFusions::object).toList());
        }
        object.putAll(DiagnosticJson.report(List.of()));
        console.json(object);
    }
}
