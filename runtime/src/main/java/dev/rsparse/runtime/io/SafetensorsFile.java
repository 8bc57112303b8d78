package dev.rsparse.runtime.io;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A safetensors file, mapped into memory. Opening reads and checks the header alone; tensor bytes are paged in by
/// the operating system when they are touched and never copied to the heap. Safe for use by many threads.
///
/// A file that another program cuts short while it is mapped makes reads fail with an [InternalError]; whoever
/// replaces a checkpoint should do so by renaming, as [AtomicFile] does.
///
/// Source: the format at <https://github.com/huggingface/safetensors>.
public final class SafetensorsFile implements Closeable {
    private final Path path;
    private final Arena arena;
    private final MemorySegment bytes;
    private final SafetensorsHeader header;

    private SafetensorsFile(Path path, Arena arena, MemorySegment bytes, SafetensorsHeader header) {
        this.path = path;
        this.arena = arena;
        this.bytes = bytes;
        this.header = header;
    }

    /// Maps the file and checks its header.
    ///
    /// @throws WeightFileException when the file cannot be read or is not a sound safetensors file
    public static SafetensorsFile open(Path path) {
        // Opening a pipe would wait for a writer, and a device has no size to map.
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            String found = Files.isDirectory(path) ? "a directory" : "a device or pipe";
            throw unreadable(path, "expected a file, found " + found, null);
        }
        return open(path, 0, -1);
    }

    /// Maps a safetensors file that stands as an entry in a jar.
    ///
    /// @throws WeightFileException when the jar cannot be read or the entry is not a sound safetensors file
    public static SafetensorsFile open(StoredEntry entry) {
        return open(entry.archive(), entry.offset(), entry.size());
    }

    /// @param size -1 for all there is
    private static SafetensorsFile open(Path path, long offset, long size) {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(MapMode.READ_ONLY, offset, size < 0 ? channel.size() : size, arena);
            return new SafetensorsFile(path, arena, bytes, new SafetensorsHeaderReader(path, bytes).read());
        } catch (NoSuchFileException missing) {
            arena.close();
            throw unreadable(path, "no such file", missing);
        } catch (IOException failure) {
            arena.close();
            throw unreadable(path, "could not be read (" + failure + ")", failure);
        } catch (RuntimeException failure) {
            arena.close();
            throw failure;
        }
    }

    private static WeightFileException unreadable(Path path, String problem, Throwable cause) {
        String help = "check the path and its permissions";
        return new WeightFileException(WeightFileException.Kind.UNREADABLE, path, problem, help, cause);
    }

    /// The path it was opened by.
    public Path path() {
        return path;
    }

    /// Names of all tensors, in the order of the header.
    public List<String> names() {
        return List.copyOf(header.tensors().keySet());
    }

    /// The tensor of that name, if the file has it.
    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(header.tensors().get(name));
    }

    /// The bytes of one tensor: read-only, valid until [#close()], possibly not aligned to its elements.
    ///
    /// @throws WeightFileException when there is no such tensor
    public MemorySegment segment(String name) {
        TensorInfo tensor = header.tensors().get(name);
        if (tensor == null) {
            throw new WeightFileException(
                    WeightFileException.Kind.NO_SUCH_TENSOR,
                    path,
                    "holds no tensor called " + Json.quote(name),
                    "compare the name with those the file holds");
        }
        return bytes.asSlice(tensor.offset(), tensor.byteSize());
    }

    /// The whole file, header included: read-only, valid until [#close()].
    public MemorySegment bytes() {
        return bytes;
    }

    /// The free-form notes of the header's `__metadata__`, in its order; empty when there are none.
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /// Unmaps the file. Segments handed out before throw [IllegalStateException] from here on.
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
