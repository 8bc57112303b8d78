package dev.rsparse.compiler.onnx.run;

import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Inputs to run a model on, read or made one at a time.
public interface Samples {

    /// How many there are, at least one.
    int count();

    /// The tensors of one sample by the names of the model's inputs, the same ones every time.
    ///
    /// @throws OnnxException when files do not hold what the model reads
    Map<String, TensorValue> get(int index);

    /// Whether the numbers were made up: what is measured on them says little about real ones.
    boolean isRandom();

    /// Whether the user chose them for this model.
    boolean isGiven();

    /// Where they come from, in plain words.
    String origin();

    /// At most the first `limit` of these.
    default Samples first(int limit) {
        return limit >= count() ? this : new FirstSamples(this, limit);
    }

    /// Those of a folder, else of folders `test_data_set_*` beside the model, else random ones.
    ///
    /// @param random how many to make up
    static Samples of(OnnxFile file, Optional<Path> folder, int random) {
        return folder.<Samples>map(given -> FolderSamples.of(file, given))
                .or(() -> FolderSamples.testData(file))
                .orElseGet(() -> new RandomSamples(file, random));
    }
}
