package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// A hidden file in which new tensors wait, mapped and out of the heap, until the model that holds them is
/// written.
final class Spill implements AutoCloseable {

    private final Path target;
    private final Arena arena = Arena.ofShared();
    private Path file;

    /// @param target beside which the file lies as long as it is needed
    Spill(Path target) {
        this.target = target;
    }

    /// Computes the tensors, one after the other.
    ///
    /// @return the same with their elements, valid until [#close()]
    /// @throws FileSystemException naming the target and the reason
    List<TensorProto> write(List<NewTensor> tensors) throws FileSystemException {
        try {
            file = Files.createTempFile(target.toAbsolutePath().getParent(), "." + target.getFileName() + ".", ".tmp");
            file.toFile().deleteOnExit();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                for (NewTensor tensor : tensors) {
                    DataFile.write(tensor, channel);
                }
                return wrapped(tensors, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
            }
        } catch (IOException problem) {
            throw ModelFiles.unwritable(target, problem);
        }
    }

    private static List<TensorProto> wrapped(List<NewTensor> tensors, MemorySegment bytes) {
        List<TensorProto> wrapped = new ArrayList<>();
        long offset = 0;
        for (NewTensor tensor : tensors) {
            MemorySegment slice = bytes.asSlice(offset, tensor.bytes());
            wrapped.add(tensor.placeholder().toBuilder()
                    .setRawData(UnsafeByteOperations.unsafeWrap(slice.asByteBuffer()))
                    .build());
            offset += tensor.bytes();
        }
        return wrapped;
    }

    @Override
    public void close() throws FileSystemException {
        arena.close();
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException problem) {
            throw ModelFiles.unwritable(target, problem);
        }
    }
}
