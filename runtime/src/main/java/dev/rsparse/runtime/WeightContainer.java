package dev.rsparse.runtime;

import dev.rsparse.runtime.io.SafetensorsFile;
import dev.rsparse.runtime.io.StoredEntry;
import dev.rsparse.runtime.io.WeightFileException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;

/// The packed weights of one compiled model: one stretch of memory that emitted code reads at constant offsets. On
/// disk it is a safetensors file whose `__metadata__` carries [#FORMAT], [#VERSION], the layout's fingerprint and
/// the digests of the checkpoint it was packed from.
///
/// @param data read-only memory, usually a mapped file
/// @param fingerprint the layout it was packed for
/// @param resource what to close when the model is closed; closing it makes `data` unreadable
public record WeightContainer(MemorySegment data, String fingerprint, Runnable resource) implements AutoCloseable {

    /// Value of the metadata key `format`.
    public static final String FORMAT = "rsparsec-weights";

    /// Value of the metadata key `version`: the one version this runtime reads.
    public static final String VERSION = "1";

    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Maps a weight file.
    ///
    /// @throws WeightFileException when the file is missing, unsound, or not of this format and version
    public static WeightContainer open(Path path) {
        return of(SafetensorsFile.open(path));
    }

    /// Maps a weight file that is stored in a jar, from where it stands: nothing is copied, and processes share it.
    ///
    /// @throws WeightFileException when the jar is missing or unsound, or the entry is not of this format and
    ///     version
    public static WeightContainer open(StoredEntry entry) {
        return of(SafetensorsFile.open(entry));
    }

    private static WeightContainer of(SafetensorsFile file) {
        try {
            checkFormat(file);
            long start = Long.BYTES + file.bytes().get(LENGTH, 0);
            return new WeightContainer(
                    file.bytes().asSlice(start), file.metadata().getOrDefault("fingerprint", ""), file::close);
        } catch (RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    /// Checks that a file was written by a compiler of this format and version.
    ///
    /// @throws WeightFileException when it was not
    public static void checkFormat(SafetensorsFile file) {
        Map<String, String> metadata = file.metadata();
        if (!FORMAT.equals(metadata.get("format")) || !VERSION.equals(metadata.get("version"))) {
            throw new WeightFileException(
                    WeightFileException.Kind.CORRUPT_HEADER,
                    file.path(),
                    "expected format " + FORMAT + " version " + VERSION + ", found " + metadata.get("format")
                            + " version " + metadata.get("version"),
                    "compile the model again with this version of rsparsec");
        }
    }

    @Override
    public void close() {
        resource.run();
    }
}
