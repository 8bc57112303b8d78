package dev.rsparse.compiler.weights;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The tensors of a model as its files hold them. Nothing may be read after [#close()].
public interface StoredWeights extends TensorCatalog, WeightSource, Closeable {

    /// The files that hold them.
    List<Path> paths();

    /// File name → `sha256:` and the digest of the file's bytes in hexadecimal, sorted by name. Reads every byte
    /// the first time it is asked.
    Map<String, String> digests();

    @Override
    void close();
}
