package dev.rsparse.compiler.onnx.cases;

import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.in.ElementTypes;
import dev.rsparse.compiler.onnx.in.TensorBytes;
import dev.rsparse.compiler.onnx.run.TensorFiles;
import dev.rsparse.compiler.onnx.run.TensorValue;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A model with recorded inputs and outputs.
///
/// @param name of its folder
/// @param model the ONNX file
/// @param runs folders of `input_N.pb` and `output_N.pb`, in the order of their names
public record TestCase(String name, Path model, List<Path> runs) {

    private static final String MODEL = "model.onnx";

    public TestCase {
        runs = List.copyOf(runs);
    }

    /// The cases in a folder, itself or folders in it, in the order of their names.
    ///
    /// @throws OnnxException when a folder cannot be read
    public static List<TestCase> in(Path folder) {
        if (Files.exists(folder.resolve(MODEL))) {
            return List.of(of(folder));
        }
        List<TestCase> cases = new ArrayList<>();
        for (Path inner : list(folder, Files::isDirectory)) {
            cases.addAll(in(inner));
        }
        return cases;
    }

    /// The first `count` recorded inputs of a run.
    ///
    /// @throws OnnxException when a file cannot be read
    /// @throws IllegalArgumentException when one is of a type that compiled classes do not compute with
    public static Tensor[] inputs(Path run, int count) {
        Tensor[] inputs = new Tensor[count];
        for (int i = 0; i < count; i++) {
            TensorValue value = TensorFiles.read(run.resolve("input_" + i + ".pb"));
            ElementType type = ElementTypes.of(value.type())
                    .orElseThrow(() -> new IllegalArgumentException("an input of type " + value.type()));
            inputs[i] = TensorBytes.tensor(type, value.dims(), value.bytes());
        }
        return inputs;
    }

    private static TestCase of(Path folder) {
        return new TestCase(
                folder.toAbsolutePath().normalize().getFileName().toString(),
                folder.resolve(MODEL),
                list(
                        folder,
                        path -> Files.isDirectory(path)
                                && path.getFileName().toString().startsWith("test_data_set_")));
    }

    private static List<Path> list(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> paths = Files.list(folder)) {
            // Sets are numbered, and the second stands before the tenth.
            return paths.filter(wanted)
                    .sorted(Comparator.comparing((Path path) -> withoutNumber(path.toString()))
                            .thenComparingInt(path -> path.toString().length())
                            .thenComparing(Path::toString))
                    .toList();
        } catch (IOException problem) {
            throw OnnxException.unreadable(folder, problem);
        }
    }

    private static String withoutNumber(String name) {
        return name.replaceAll("_\\d+$", "");
    }
}
