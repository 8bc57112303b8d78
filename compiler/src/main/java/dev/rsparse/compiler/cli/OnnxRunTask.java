package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.DiagnosticJson;
import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.compile.GraphCompiler;
import dev.rsparse.compiler.onnx.in.ElementTypes;
import dev.rsparse.compiler.onnx.in.TensorBytes;
import dev.rsparse.compiler.onnx.run.FolderSamples;
import dev.rsparse.compiler.onnx.run.TensorValue;
import dev.rsparse.runtime.tensor.CompiledGraph;
import dev.rsparse.runtime.tensor.Port;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ParameterException;

/// `rsparsec run MODEL.onnx`: compiles a model in memory and runs it on tensors in files.
///
/// @param inputs folder of a sample or of several, as [FolderSamples] reads it
/// @param outputs folder of what the model gives; with several samples one in it for each
record OnnxRunTask(Path model, Path inputs, Path outputs, int threads, BackEnd backEnd, boolean json, Console console)
        implements Callable<Integer> {

    @Override
    public Integer call() {
        if (inputs.toAbsolutePath().normalize().equals(outputs.toAbsolutePath().normalize())) {
            throw new ParameterException(console.commandLine(), "--outputs: name another folder than --inputs");
        }
        OnnxFile file = OnnxFile.read(model);
        FolderSamples samples = FolderSamples.of(file, inputs);
        GraphCompiler compiler = GraphCompiler.of(file);
        console.message("compiling " + model.getFileName());
        List<Map<String, Object>> all = new ArrayList<>();
        try (CompiledGraph graph = compiler.load(backEnd, threads)) {
            for (int i = 0; i < samples.count(); i++) {
                Path folder = samples.count() == 1 ? outputs : outputs.resolve(samples.name(i));
                List<OnnxOutput> results = results(graph, samples, i, folder);
                OnnxOutput.write(folder, results);
                if (json) {
                    all.add(object(samples.name(i), results));
                } else {
                    results.forEach(result -> console.out().println(result.line()));
                }
            }
        }
        if (json) {
            printJson(all);
        }
        return 0;
    }

    private static List<OnnxOutput> results(CompiledGraph graph, FolderSamples samples, int index, Path folder) {
        Path place = samples.place(index);
        Tensor[] given = tensors(graph.inputs(), samples.get(index), place);
        try {
            graph.run(given);
        } catch (IllegalArgumentException | IndexOutOfBoundsException problem) {
            throw OnnxException.of(
                    place,
                    Code.ONNX_INPUT,
                    "the model cannot run on it: " + problem.getMessage(),
                    "give inputs whose shapes and numbers go together in the model");
        }
        Set<String> taken = new HashSet<>();
        List<OnnxOutput> results = new ArrayList<>();
        for (int i = 0; i < graph.outputs().size(); i++) {
            Tensor tensor = graph.output(i);
            TensorValue value =
                    TensorValue.of(ElementTypes.of(tensor.type()), TensorBytes.dims(tensor), TensorBytes.bytes(tensor));
            String name = graph.outputs().get(i);
            results.add(
                    samples.isPb(index)
                            ? OnnxOutput.pb(name, value, folder, i)
                            : OnnxOutput.npy(name, value, folder, i, taken));
        }
        return results;
    }

    private static Tensor[] tensors(List<Port> ports, Map<String, TensorValue> sample, Path place) {
        Set<String> others = new HashSet<>(sample.keySet());
        ports.forEach(port -> others.remove(port.name()));
        if (!others.isEmpty()) {
            throw OnnxException.of(
                    place,
                    Code.ONNX_INPUT,
                    "input \"" + others.iterator().next() + "\" has a value in the model, which is compiled in",
                    "leave its file out, or take the initializer out of the model");
        }
        return ports.stream()
                .map(port -> sample.get(port.name()))
                .map(value ->
                        TensorBytes.tensor(ElementTypes.of(value.type()).orElseThrow(), value.dims(), value.bytes()))
                .toArray(Tensor[]::new);
    }

    private static Map<String, Object> object(String sample, List<OnnxOutput> results) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", sample);
        object.put("outputs", results.stream().map(OnnxOutput::object).toList());
        return object;
    }

    private void printJson(List<Map<String, Object>> samples) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("model", model.toString());
        object.put("samples", samples);
        object.putAll(DiagnosticJson.report(List.of()));
        console.json(object);
    }
}
