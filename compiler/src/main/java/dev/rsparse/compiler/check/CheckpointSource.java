package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.TensorCatalog;

/// Where a model's `config.json` and tensors are found. Both methods throw [CheckpointException] when a file is
/// absent or damaged; each is asked only when the source needs it.
public interface CheckpointSource {

    /// The checkpoint in another folder, which is relative to the `.rsp` file.
    default CheckpointSource in(String folder) {
        return this;
    }

    /// The model of layers that is in an ONNX file, which is relative to the `.rsp` file.
    ///
    /// @throws CheckpointException when the file cannot be read, or holds no model of layers
    default ImportedGraph onnx(String file) {
        throw new CheckpointException(Diagnostic.inFile(file, Code.FILE_UNREADABLE, "does not exist")
                .help("check the path and its permissions"));
    }

    /// What a block `weights` calls the format of the tensors.
    default String format() {
        return "safetensors";
    }

    ModelConfig config();

    /// The tensors of all files that match `glob`, which is relative to the `.rsp` file.
    TensorCatalog open(String glob);
}
