package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.runtime.io.AtomicFile;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// An ONNX model as it was read from a file.
///
/// @param path the file; external data is looked for in its folder
public record OnnxFile(Path path, ModelProto model) {

    /// Messages inside messages. A body inside a body costs three, so bodies may nest 30 deep.
    private static final int MAX_DEPTH = 100;

    /// Reads and checks a model, and that what lies in other files is there.
    ///
    /// @throws OnnxException when the file, its graph or its external data cannot be used
    public static OnnxFile read(Path path) {
        OnnxFile file = parse(path);
        ModelCheck.check(file);
        try (ExternalData data = new ExternalData(path)) {
            Tensors.all(file.model()).filter(ExternalData::isExternal).forEach(data::locate);
        }
        return file;
    }

    /// The file itself and those that its tensors lie in, in the order of their names.
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(path));
        Tensors.all(model)
                .filter(ExternalData::isExternal)
                .flatMap(tensor -> DataLocation.name(tensor).stream())
                .distinct()
                .sorted()
                .map(path::resolveSibling)
                .forEach(files::add);
        return files;
    }

    /// Reads a model and checks nothing but that it is one.
    ///
    /// @throws OnnxException when the file cannot be read or is no ONNX model
    static OnnxFile parse(Path path) {
        ModelProto model = parse(path, bytes(path));
        if (!model.hasGraph()) {
            throw damaged(path, "holds no graph: it is empty, or a file of another kind");
        }
        return new OnnxFile(path, model);
    }

    private static byte[] bytes(Path path) {
        // Opening a pipe would wait for a writer.
        if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            throw damaged(path, "expected a file, found a device or pipe");
        }
        try {
            long size = Files.size(path);
            if (size > Integer.MAX_VALUE) {
                throw OnnxException.of(
                        path,
                        Code.ONNX_FILE,
                        "expected at most 2147483647 bytes, found " + size,
                        "save the model with its weights as external data");
            }
            return Files.readAllBytes(path);
        } catch (IOException problem) {
            throw OnnxException.unreadable(path, problem);
        }
    }

    private static ModelProto parse(Path path, byte[] bytes) {
        // Tensors are parts of the array: nobody writes into it, and a second copy of the weights would double the
        // heap.
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        in.enableAliasing(true);
        in.setRecursionLimit(MAX_DEPTH);
        try {
            ModelProto model = ModelProto.parseFrom(in);
            in.checkLastTagWas(0);
            return model;
        } catch (InvalidProtocolBufferException problem) {
            boolean deep = String.valueOf(problem.getMessage()).contains("too many levels of nesting");
            throw damaged(
                    path,
                    deep
                            ? "nests more than " + MAX_DEPTH + " messages deep"
                            : "is no ONNX model, or is damaged near byte " + in.getTotalBytesRead() + " of "
                                    + bytes.length);
        } catch (IOException problem) {
            throw OnnxException.unreadable(path, problem);
        }
    }

    private static OnnxException damaged(Path path, String problem) {
        return OnnxException.of(path, Code.ONNX_FILE, problem, "export, download or copy the model again");
    }

    /// Writes the model; one that was not changed gives the bytes it was read from.
    ///
    /// @throws FileSystemException naming the target and the reason
    public void write(Path target) throws FileSystemException {
        AtomicFile.write(target, channel -> model.writeTo(Channels.newOutputStream(channel)));
    }
}
