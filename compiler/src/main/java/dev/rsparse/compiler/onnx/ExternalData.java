package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.rsparse.compiler.diag.Code;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/// Tensors that lie in files beside a model. A file is mapped when the first of its tensors is asked for; the
/// operating system pages bytes in as they are touched. Not for several threads at once.
public final class ExternalData implements Closeable {

    /// The bytes of a tensor: `length` of them in `file`, a real path inside the model's folder.
    record Range(Path file, long offset, long length) {}

    private final Path model;
    private final Arena arena = Arena.ofShared();
    private final Map<Path, MemorySegment> mapped = new HashMap<>();
    /// Real path and size of each file that was found good, by the name that tensors give it.
    private final Map<String, DataFile> files = new HashMap<>();

    private record DataFile(Path path, long size) {}

    /// @param model the path of the model; nothing is read
    public ExternalData(Path model) {
        this.model = model;
    }

    /// Whether the bytes of `tensor` lie in another file.
    public static boolean isExternal(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }

    /// The file that an external tensor names, relative to the model's folder. Only of a tensor that was
    /// located.
    static String name(TensorProto tensor) {
        try {
            return DataLocation.of(tensor).file();
        } catch (DataLocation.Refused refused) {
            throw new IllegalStateException(refused);
        }
    }

    /// The bytes of an external tensor: read-only, valid until [#close()], possibly not aligned to its elements.
    ///
    /// @throws OnnxException when the location may not be followed or holds too few bytes
    public MemorySegment segment(TensorProto tensor) {
        Range range = locate(tensor);
        return mapped.computeIfAbsent(range.file(), this::map).asSlice(range.offset(), range.length());
    }

    private MemorySegment map(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException problem) {
            throw OnnxException.unreadable(file, problem);
        }
    }

    /// Checks where the bytes of an external tensor lie, without reading them.
    ///
    /// @throws OnnxException as [#segment(TensorProto)] does
    Range locate(TensorProto tensor) {
        try {
            DataLocation location = DataLocation.of(tensor);
            DataFile file = file(location.file());
            long length = length(tensor, location);
            if (location.offset() > file.size() - length) {
                throw new DataLocation.Refused("expects " + length + " bytes from byte " + location.offset() + " of \""
                        + location.file() + "\", which has " + file.size());
            }
            return new Range(file.path(), location.offset(), length);
        } catch (DataLocation.Refused refused) {
            throw OnnxException.of(
                    model,
                    Code.ONNX_DATA,
                    "tensor \"" + tensor.getName() + "\" " + refused.getMessage(),
                    "get the model again with its data files in its folder, or do not use it");
        }
    }

    /// What shape and type ask for, which is what the location must say if it says anything.
    private static long length(TensorProto tensor, DataLocation location) throws DataLocation.Refused {
        OnnxType type = OnnxType.of(tensor.getDataType())
                .orElseThrow(() -> new DataLocation.Refused("has elements of " + OnnxType.text(tensor.getDataType())
                        + ", whose size this compiler does not know"));
        long expected = OnnxType.count(tensor.getDimsList())
                .flatMap(type::bytes)
                .orElseThrow(() -> new DataLocation.Refused(
                        "of " + type.text() + tensor.getDimsList() + " cannot lie in another file"));
        long length = location.length().orElse(expected);
        if (length != expected) {
            throw new DataLocation.Refused(
                    "of " + type.text() + tensor.getDimsList() + " has " + expected + " bytes, its location " + length);
        }
        return length;
    }

    private DataFile file(String name) throws DataLocation.Refused {
        DataFile known = files.get(name);
        if (known == null) {
            known = find(name);
            files.put(name, known);
        }
        return known;
    }

    private DataFile find(String name) throws DataLocation.Refused {
        Path folder = model.toAbsolutePath().getParent();
        try {
            Path file = folder.resolve(name);
            if (!Files.exists(file)) {
                throw new DataLocation.Refused("lies in \"" + name + "\", which is not in the model's folder");
            }
            Path real = file.toRealPath();
            if (!real.startsWith(folder.toRealPath())) {
                throw new DataLocation.Refused("leaves the model's folder by a symbolic link in \"" + name + "\"");
            }
            if (!Files.isRegularFile(real)) {
                throw new DataLocation.Refused("lies in \"" + name + "\", which is no file");
            }
            if (Files.isSameFile(real, model)) {
                throw new DataLocation.Refused("lies in \"" + name + "\", the model itself");
            }
            return new DataFile(real, Files.size(real));
        } catch (InvalidPathException invalid) {
            throw new DataLocation.Refused("names \"" + name + "\", which is no path here");
        } catch (IOException problem) {
            throw OnnxException.unreadable(folder.resolve(name), problem);
        }
    }

    /// Unmaps the files. Segments handed out before throw [IllegalStateException] from here on.
    @Override
    public void close() {
        arena.close();
    }
}
