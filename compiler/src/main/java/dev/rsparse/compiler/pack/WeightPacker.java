package dev.rsparse.compiler.pack;

import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.compiler.schedule.WeightLayout.Entry;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.WeightContainer;
import dev.rsparse.runtime.io.AtomicFiles;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.io.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Brings weights into the order and format of a layout, on all cores. However large the model, a file is written
/// with some 100 MB of memory: a chunk of packed strips, and the numbers of a few strips on each core. Weights that
/// can only be read from front to back take some 250 MB more.
public final class WeightPacker {

    /// Bytes that are written at a time.
    private static final long CHUNK = 1 << 25;

    /// Floats that a thread turns at a time: they stay in its own cache.
    private static final int BAND = 1 << 19;

    /// Strips that a thread turns at least: fewer numbers of a row cost more to ask for than to make.
    private static final int LEAST_STRIPS = 32;

    /// The numbers of a band of a source that is cheap from front to back alone: each band reads it all.
    private static final int WIDE_BAND = 1 << 26;

    private final WeightLayout layout;
    private final WeightSource weights;
    private final FactorSource factors;
    private final EntryPacker.Memory memory;
    private final Map<String, Double> errors = new TreeMap<>();

    public WeightPacker(WeightLayout layout, WeightSource weights, FactorSource factors) {
        this(
                layout,
                weights,
                factors,
                weights.isReadInAnyOrder()
                        ? new EntryPacker.Memory(BAND, LEAST_STRIPS, CHUNK)
                        : new EntryPacker.Memory(WIDE_BAND, 1, CHUNK));
    }

    WeightPacker(WeightLayout layout, WeightSource weights, FactorSource factors, EntryPacker.Memory memory) {
        this.layout = layout;
        this.weights = weights;
        this.factors = factors;
        this.memory = memory;
    }

    /// How far the format moved each matrix that was packed: the norm of the difference over that of the weights.
    /// By the path of a linear, its low-rank factor `U` included, or the name of a matrix stored by rows.
    public Map<String, Double> errors() {
        return new TreeMap<>(errors);
    }

    /// All weights in memory outside the heap, freed when the container is closed.
    public WeightContainer pack() {
        Arena arena = Arena.ofShared();
        try {
            MemorySegment data = arena.allocate(Math.max(1, layout.bytes()), SafetensorsWriter.ALIGNMENT);
            for (Entry entry : layout.entries()) {
                packInto(data.asSlice(entry.offset(), entry.bytes()), entry);
            }
            return new WeightContainer(data.asReadOnly(), layout.fingerprint(), arena::close);
        } catch (IOException failure) {
            arena.close();
            throw new UncheckedIOException("memory takes all that is written to it", failure);
        } catch (RuntimeException failure) {
            arena.close();
            throw failure;
        }
    }

    private void packInto(MemorySegment place, Entry entry) throws IOException {
        long[] at = {0};
        pack(entry, (bytes, fill) -> {
            fill.accept(place.asSlice(at[0], bytes));
            at[0] += bytes;
        });
    }

    private void pack(Entry entry, EntryPacker.Target target) throws IOException {
        errors.putAll(new EntryPacker(entry, weights, factors, memory, target).pack());
    }

    /// Writes all weights to a file, whole or not at all.
    ///
    /// @param metadata what the file says about itself beside format, version and fingerprint
    /// @throws FileSystemException naming the path and the reason
    public void write(Path path, Map<String, String> metadata) throws FileSystemException {
        try (ChunkMemory chunks = new ChunkMemory()) {
            writer(metadata, chunks).write(path);
        }
    }

    /// Writes all weights beside `path`, to be put in place with other files.
    ///
    /// @param metadata as [#write(Path, Map)]
    /// @throws FileSystemException naming the path and the reason
    public void stage(AtomicFiles files, Path path, Map<String, String> metadata) throws FileSystemException {
        try (ChunkMemory chunks = new ChunkMemory()) {
            writer(metadata, chunks).stage(files, path);
        }
    }

    /// Bytes of the file that is written.
    ///
    /// @param metadata as [#write(Path, Map)]
    public long byteSize(Map<String, String> metadata) {
        try (ChunkMemory chunks = new ChunkMemory()) {
            return writer(metadata, chunks).byteSize();
        }
    }

    /// Writes the bytes of such a file to a channel, from front to back.
    ///
    /// @param metadata as [#write(Path, Map)]
    public void streamTo(WritableByteChannel out, Map<String, String> metadata) throws IOException {
        try (ChunkMemory chunks = new ChunkMemory()) {
            writer(metadata, chunks).streamTo(out);
        }
    }

    /// Writes all weights to an open file of no content, for as long as this process runs: nothing is forced to the
    /// disk, and what was written stays when it fails.
    ///
    /// @param metadata as [#write(Path, Map)]
    public void write(FileChannel file, Map<String, String> metadata) throws IOException {
        try (ChunkMemory chunks = new ChunkMemory()) {
            writer(metadata, chunks).writeTo(file);
        }
    }

    private SafetensorsWriter writer(Map<String, String> metadata, ChunkMemory chunks) {
        SafetensorsWriter writer = new SafetensorsWriter()
                .metadata("format", WeightContainer.FORMAT)
                .metadata("version", WeightContainer.VERSION)
                .metadata("fingerprint", layout.fingerprint());
        metadata.forEach(writer::metadata);
        for (Entry entry : layout.entries()) {
            writer.add(entry.name(), elementType(entry.layout()), shape(entry), out -> packInto(out, entry, chunks));
        }
        return writer;
    }

    private void packInto(WritableByteChannel out, Entry entry, ChunkMemory chunks) throws IOException {
        pack(entry, (bytes, fill) -> {
            MemorySegment chunk = chunks.of(bytes);
            fill.accept(chunk);
            SafetensorsWriter.Source.of(chunk).writeTo(out);
        });
    }

    /// Strips with scales are one stretch of bytes, strips that end within a page one of numbers.
    private static List<Long> shape(Entry entry) {
        return entry.layout().scaled() || entry.padding() > 0
                ? List.of(
                        entry.bytes() * Byte.SIZE / elementType(entry.layout()).bits())
                : List.of((long) entry.strips(), (long) entry.layout().whole(entry.length()));
    }

    private static ElementType elementType(StripLayout layout) {
        return switch (layout) {
            case F32 -> ElementType.F32;
            case BF16 -> ElementType.BF16;
            case F16, Q8, Q4 -> ElementType.U8;
        };
    }
}
