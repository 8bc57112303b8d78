package dev.rsparse.compiler.check;

import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.TensorCatalog;

/// Where a model's `config.json` and tensors are found. Both methods throw [CheckpointException] when a file is
/// absent or damaged; each is asked only when the source needs it.
public interface CheckpointSource {

    /// The checkpoint in another folder, which is relative to the `.rsp` file.
    default CheckpointSource in(String folder) {
        return this;
    }

    ModelConfig config();

    /// The tensors of all files that match `glob`, which is relative to the `.rsp` file.
    TensorCatalog open(String glob);
}
