package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.onnx.run.FolderSamples;
import dev.rsparse.compiler.onnx.run.TensorFiles;
import dev.rsparse.compiler.onnx.run.TensorValue;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.runtime.io.AtomicFile;
import dev.rsparse.runtime.io.NpyArray;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An output of a model on its way to a file.
///
/// @param name as the model calls it
/// @param content of the file
record OnnxOutput(String name, TensorValue value, Path file, AtomicFile.Content content) {

    /// One for a `TensorProto` in `output_N.pb`, as in ONNX's own tests.
    ///
    /// @param index counted from 0
    static OnnxOutput pb(String name, TensorValue value, Path folder, int index) {
        return new OnnxOutput(
                name,
                value,
                folder.resolve("output_" + index + ".pb"),
                out -> value.proto(name).writeTo(Channels.newOutputStream(out)));
    }

    /// One for a NumPy array in a file of its name, or as [#pb] where NumPy has no such type, as for bf16.
    ///
    /// @param index counted from 0
    /// @param taken names of files of the same folder, to which that of this one is added: two names may differ in
    ///     characters alone that file names cannot have
    static OnnxOutput npy(String name, TensorValue value, Path folder, int index, Set<String> taken) {
        Optional<NpyArray> array = TensorFiles.npy(value);
        if (array.isEmpty()) {
            return pb(name, value, folder, index);
        }
        String whole = FolderSamples.fileName(name);
        String free = whole;
        for (int i = 2; !taken.add(free); i++) {
            free = whole + "_" + i;
        }
        return new OnnxOutput(name, value, folder.resolve(free + ".npy"), array.get()::writeTo);
    }

    /// Writes all of a sample, or none; the folder is made when it is absent.
    ///
    /// @throws ProjectException when a file cannot be written; what stood there before is untouched then
    static void write(Path folder, List<OnnxOutput> outputs) {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException problem) {
            throw FileProblems.unwritable(
                    folder, new FileSystemException(folder.toString(), null, "is a file; name a folder"));
        } catch (IOException problem) {
            throw FileProblems.unwritable(folder, problem);
        }
        OutputWriter.stage(folder, files -> {
            for (OnnxOutput output : outputs) {
                files.stage(output.file, output.content);
            }
        });
    }

    /// Name, type, shape and file: `y: f32[2,4] in out/y.npy`.
    String line() {
        return name + ": " + value.shape() + " in " + file;
    }

    /// The same for JSON.
    Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", name);
        object.put("type", value.type().text());
        object.put("shape", value.dims());
        object.put("file", file.toString());
        return object;
    }
}
