package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.DiagnosticJson;
import dev.rsparse.compiler.inspect.OnnxFusions;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.compile.GraphCompiler;
import dev.rsparse.compiler.onnx.in.ModelImporter;
import dev.rsparse.compiler.onnx.in.TensorBytes;
import dev.rsparse.compiler.onnx.program.GraphProgram;
import dev.rsparse.compiler.onnx.recognise.Recognition;
import dev.rsparse.compiler.onnx.rewrite.Form;
import dev.rsparse.compiler.onnx.sites.Sites;
import dev.rsparse.runtime.WeightContainer;
import dev.rsparse.runtime.io.SafetensorsWriter;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ParameterException;

/// `rsparsec MODEL.onnx -o OUT`: writes the class, in Java or as a class file, and its constants; of a thinned model
/// where that is asked for.
///
/// @param release Java version of the class file
/// @param policy the file of a policy that thins, with its name behind it if there are several
record OnnxCompileTask(
        Path model,
        Path output,
        OutputName name,
        int release,
        Optional<Path> policy,
        OnnxCompileOptions options,
        boolean json,
        Console console)
        implements Callable<Integer> {

    @Override
    public Integer call() {
        if (!name.isClass()) {
            throw new ParameterException(
                    console.commandLine(), "an ONNX model is compiled to OUT.java or OUT.class, found -o " + output);
        }
        if (!OnnxCompileOptions.isThinningAsked(console)) {
            compile(OnnxFile.read(model), Optional.empty());
            return 0;
        }
        options.thinning().validate(console, policy);
        options.run().validate(console, true);
        return thinned(OnnxFile.read(model));
    }

    private int thinned(OnnxFile file) {
        // What cannot be compiled is told of the model itself, and before anything is measured.
        ModelImporter.read(file);
        try (ScratchFolder folder = new ScratchFolder()) {
            Path target = folder.path().resolve("thinned.onnx");
            OnnxThinner thinner =
                    new OnnxThinner(file, Sites.of(file), options.thinning(), policy, options.run(), console);
            ThinnedModel thinned = thinner.write(Form.FUNCTION, target, output);
            compile(OnnxFile.read(target), Optional.of(thinned));
            return thinned.status(console);
        }
    }

    private void compile(OnnxFile file, Optional<ThinnedModel> thinned) {
        GraphCompiler compiler = GraphCompiler.of(file);
        List<Path> written = write(compiler, "", output, name, release);
        console.message("wrote " + CompileTask.listed(written));
        if (json) {
            printJson(written, compiler.recognition(), thinned);
            return;
        }
        thinned.ifPresent(model -> console.out().print(model.text()));
        if (options.explain()) {
            console.out().print((thinned.isPresent() ? "\n" : "") + OnnxFusions.text(compiler.recognition()));
        }
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

    private void printJson(List<Path> written, Recognition recognition, Optional<ThinnedModel> thinned) {
        Map<String, Object> object = new LinkedHashMap<>();
        thinned.ifPresent(model -> model.put(object));
        object.put("output", output.toString());
        object.put("weights", written.getLast().toString());
        object.put("files", written.stream().map(Path::toString).toList());
        if (options.explain()) {
            OnnxFusions.put(recognition, object);
        }
        object.putAll(DiagnosticJson.report(List.of()));
        console.json(object);
    }
}
