package dev.rsparse.compiler.weights;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.runtime.io.WeightFileException;
import dev.rsparse.runtime.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Tensors in the heap that were read from files of another format than safetensors. Safe for use by many threads.
public final class HeldWeights implements StoredWeights {

    private final Map<String, Tensor> tensors;
    private final List<Path> paths;
    private final Map<String, String> digests = new TreeMap<>();

    /// @param tensors by name, of types F32, F16 and BF16 where a model reads them
    /// @param paths the files that they come from
    public HeldWeights(Map<String, Tensor> tensors, List<Path> paths) {
        this.tensors = new TreeMap<>(tensors);
        this.paths = List.copyOf(paths);
    }

    /// @throws WeightFileException when the tensor is there but of a type that no graph can hold
    @Override
    public Optional<TensorType> find(String name) {
        return Optional.ofNullable(tensors.get(name)).map(tensor -> {
            List<Dim> shape =
                    Arrays.stream(tensor.dims()).<Dim>mapToObj(Dim.Fixed::new).toList();
            return new TensorType(type(name, tensor), shape);
        });
    }

    private DType type(String name, Tensor tensor) {
        return switch (tensor.type()) {
            case F32 -> DType.F32;
            case F16 -> DType.F16;
            case BF16 -> DType.BF16;
            default ->
                throw new WeightFileException(
                        WeightFileException.Kind.UNSUPPORTED_TYPE,
                        paths.getFirst(),
                        "tensor \"" + name + "\": expected F32, F16 or BF16, found " + tensor.type(),
                        "convert the tensor to one of these");
        };
    }

    @Override
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    /// Widens to 32 bits, which is exact.
    @Override
    public void read(String name, long from, float[] into, int offset, int count) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new WeightFileException(
                    WeightFileException.Kind.NO_SUCH_TENSOR,
                    paths.getFirst(),
                    "there is no tensor \"" + name + "\"",
                    "compare the name with those that the model binds");
        }
        Objects.checkFromIndexSize(from, count, tensor.count());
        Objects.checkFromIndexSize(offset, count, into.length);
        DType type = type(name, tensor);
        if (type == DType.F32) {
            System.arraycopy(tensor.floats(), Math.toIntExact(from), into, offset, count);
        } else {
            Widening.read(type, MemorySegment.ofArray(tensor.shorts()), from, into, offset, count);
        }
    }

    @Override
    public boolean isReadInAnyOrder() {
        return true;
    }

    @Override
    public List<Path> paths() {
        return paths;
    }

    @Override
    public synchronized Map<String, String> digests() {
        if (digests.isEmpty()) {
            paths.forEach(path -> digests.put(path.getFileName().toString(), digest(path)));
        }
        return Collections.unmodifiableMap(digests);
    }

    private static String digest(Path path) {
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(path)) {
            return Checkpoint.digest(channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException problem) {
            throw new UncheckedIOException("a file of the model can no longer be read", problem);
        }
    }

    /// Nothing is held open.
    @Override
    public void close() {}
}
