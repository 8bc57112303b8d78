package dev.rsparse.compiler.onnx.out;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.rsparse.compiler.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A model whose weights are read when it is written, and never all in the heap.
public final class ExportedModel {

    /// Models larger than this have their weights in a data file.
    private static final long LARGEST = 1 << 20;

    private final ModelProto model;
    private final List<Initializer> initializers;

    ExportedModel(ModelProto model, List<Initializer> initializers) {
        this.model = model;
        this.initializers = List.copyOf(initializers);
    }

    /// Nodes in the model.
    public int nodes() {
        return model.getGraph().getNodeCount();
    }

    /// Numbers among its weights; one that is read several times counts once.
    public long parameters() {
        return initializers.stream().mapToLong(Initializer::count).sum();
    }

    /// Writes the model to `target`, and weights of a large one beside it to a file with `.data` behind its
    /// name; gives the files written, the model first.
    ///
    /// @throws java.nio.file.FileSystemException naming the file and the reason
    public List<Path> write(Path target) throws IOException {
        // Runtimes look for the data where the model really is.
        Path file = Files.isSymbolicLink(target) && Files.exists(target) ? target.toRealPath() : target;
        OnnxWriter.ofNew(file, LARGEST)
                .write(model, initializers.stream().map(Initializer::tensor).toList(), file);
        Path data = file.resolveSibling(file.getFileName() + ".data");
        return Files.exists(data) ? List.of(target, data) : List.of(target);
    }
}
