package dev.rsparse.compiler.weights;

import dev.rsparse.compiler.digest.Sha256;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.io.SafetensorsFile;
import dev.rsparse.runtime.io.TensorInfo;
import dev.rsparse.runtime.io.WeightFileException;
import dev.rsparse.runtime.io.WeightFileException.Kind;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// The tensors of a model, in one safetensors file or spread over several (shards), all memory-mapped.
///
/// Tensors of other types than `f32`, `f16` and `bf16` may be present; only asking for one of them is an error.
/// Safe for use by many threads; nothing may be read after [#close()].
public final class Checkpoint implements StoredWeights {
    /// The files of a checkpoint, unless its user says otherwise.
    public static final String DEFAULT_PATTERN = "model*.safetensors";

    /// The file that names those of a checkpoint in shards.
    public static final String INDEX = CheckpointFiles.INDEX_FILE;

    private static final long DIGEST_CHUNK = 1 << 24;

    private final Path folder;
    private final List<SafetensorsFile> files;
    private final Map<String, SafetensorsFile> homes;
    private final Map<String, String> digests = new TreeMap<>();

    private Checkpoint(Path folder, List<SafetensorsFile> files, Map<String, SafetensorsFile> homes) {
        this.folder = folder;
        this.files = files;
        this.homes = homes;
    }

    /// Opens the checkpoint in a folder by the usual file names.
    ///
    /// @throws WeightFileException when a file is missing or unsound
    public static Checkpoint open(Path folder) {
        return open(folder, DEFAULT_PATTERN);
    }

    /// Opens the files in a folder whose names match `pattern`. When the pattern covers `model.safetensors` and the
    /// folder has that file's index (`model.safetensors.index.json`), the files are those the index names.
    ///
    /// @param pattern a glob over plain file names, such as `model*.safetensors`
    /// @throws WeightFileException when a file is missing or unsound, or two files hold a tensor of the same name
    public static Checkpoint open(Path folder, String pattern) {
        CheckpointFiles found = CheckpointFiles.find(folder, pattern);
        List<SafetensorsFile> files = new ArrayList<>();
        try {
            for (Path path : found.paths()) {
                files.add(SafetensorsFile.open(path));
            }
            return new Checkpoint(folder, List.copyOf(files), found.homes(files));
        } catch (RuntimeException failure) {
            files.forEach(SafetensorsFile::close);
            throw failure;
        }
    }

    /// @throws WeightFileException when the tensor is there but of a type that no graph can hold
    @Override
    public Optional<TensorType> find(String name) {
        return Optional.ofNullable(homes.get(name)).map(file -> type(file, name));
    }

    @Override
    public List<String> names() {
        return List.copyOf(homes.keySet());
    }

    /// The bytes of a tensor as the file holds them: read-only, little-endian, row-major, perhaps unaligned.
    ///
    /// @throws WeightFileException when there is no such tensor
    public MemorySegment segment(String tensor) {
        return home(tensor).segment(tensor);
    }

    /// Widens to 32 bits, which is exact.
    @Override
    public void read(String tensor, long from, float[] into, int offset, int count) {
        SafetensorsFile file = home(tensor);
        read(type(file, tensor).dtype(), file.segment(tensor), from, into, offset, count);
    }

    @Override
    public void read(String tensor, long from, Pieces pieces, float[] into) {
        SafetensorsFile file = home(tensor);
        DType type = type(file, tensor).dtype();
        MemorySegment elements = file.segment(tensor);
        for (int piece = 0; piece < pieces.count(); piece++) {
            read(type, elements, from + piece * pieces.step(), into, piece * pieces.stride(), pieces.length());
        }
    }

    private static void read(DType type, MemorySegment elements, long from, float[] into, int offset, int count) {
        Objects.checkFromIndexSize(from, count, elements.byteSize() / type.bytes());
        Objects.checkFromIndexSize(offset, count, into.length);
        Widening.read(type, elements, from, into, offset, count);
    }

    @Override
    public boolean isReadInAnyOrder() {
        return true;
    }

    @Override
    public List<Path> paths() {
        return files.stream().map(SafetensorsFile::path).toList();
    }

    @Override
    public synchronized Map<String, String> digests() {
        if (digests.isEmpty()) {
            for (SafetensorsFile file : files) {
                digests.put(file.path().getFileName().toString(), digest(file.bytes()));
            }
        }
        return Collections.unmodifiableMap(digests);
    }

    /// Unmaps all files; segments handed out before are dead from here on.
    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }

    private SafetensorsFile home(String tensor) {
        SafetensorsFile file = homes.get(tensor);
        if (file == null) {
            throw new WeightFileException(
                    Kind.NO_SUCH_TENSOR,
                    folder,
                    "the checkpoint has no tensor \"" + tensor + "\"",
                    "compare the name with those in the checkpoint's headers");
        }
        return file;
    }

    private static TensorType type(SafetensorsFile file, String name) {
        TensorInfo tensor = file.find(name).orElseThrow();
        DType dtype = switch (tensor.type()) {
            case F32 -> DType.F32;
            case F16 -> DType.F16;
            case BF16 -> DType.BF16;
            default -> throw unsupported(file.path(), name, tensor.type());
        };
        return new TensorType(
                dtype, tensor.shape().stream().<Dim>map(Dim.Fixed::new).toList());
    }

    private static WeightFileException unsupported(Path path, String name, ElementType type) {
        return new WeightFileException(
                Kind.UNSUPPORTED_TYPE,
                path,
                "tensor \"" + name + "\": expected F32, F16 or BF16, found " + type,
                "convert the tensor to one of these");
    }

    /// `sha256:` and the digest of bytes in hexadecimal.
    static String digest(MemorySegment bytes) {
        MessageDigest digest = Sha256.begin();
        for (long at = 0; at < bytes.byteSize(); at += DIGEST_CHUNK) {
            long length = Math.min(DIGEST_CHUNK, bytes.byteSize() - at);
            digest.update(bytes.asSlice(at, length).asByteBuffer());
        }
        return Sha256.text(digest);
    }
}
