package dev.rsparse.runtime.tensor;

import dev.rsparse.runtime.WeightContainer;
import dev.rsparse.runtime.io.SafetensorsFile;
import dev.rsparse.runtime.io.TensorInfo;
import dev.rsparse.runtime.io.WeightFileException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The tensors that a compiled graph knows beforehand. Several graphs, on several threads, may share them: nobody
/// changes them.
public final class Constants {

    private final Map<String, Tensor> tensors;
    private final String fingerprint;

    private Constants(Map<String, Tensor> tensors, String fingerprint) {
        this.tensors = Map.copyOf(tensors);
        this.fingerprint = fingerprint;
    }

    /// Tensors that are in memory already.
    ///
    /// @param fingerprint of the graph that they are for
    public static Constants of(Map<String, Tensor> tensors, String fingerprint) {
        return new Constants(tensors, fingerprint);
    }

    /// Reads a weight file into the heap.
    ///
    /// @throws WeightFileException when the file is missing, unsound, or not of a format and version that this
    ///     runtime reads
    public static Constants open(Path path) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            WeightContainer.checkFormat(file);
            Map<String, Tensor> tensors = new HashMap<>();
            for (String name : file.names()) {
                tensors.put(name, read(file.find(name).orElseThrow(), file.segment(name)));
            }
            return new Constants(tensors, file.metadata().getOrDefault("fingerprint", ""));
        }
    }

    private static Tensor read(TensorInfo info, MemorySegment bytes) {
        int[] dims = info.shape().stream().mapToInt(Shapes::extent).toArray();
        Tensor tensor = Tensor.of(info.type(), dims);
        MemorySegment.copy(bytes, 0, Storage.segment(tensor.data()), 0, bytes.byteSize());
        return tensor;
    }

    /// Checks that they are for a graph.
    ///
    /// @throws IllegalArgumentException when they are for another one
    void check(String graph, String wanted) {
        if (!fingerprint.equals(wanted)) {
            throw new IllegalArgumentException("weights were written for graph " + fingerprint + " but " + graph
                    + " was compiled as " + wanted + "; compile the model again");
        }
    }

    /// One of the tensors.
    ///
    /// @throws IllegalArgumentException when there is none of that name
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the weights hold no tensor called \"" + name + "\"");
        }
        return tensor;
    }
}
