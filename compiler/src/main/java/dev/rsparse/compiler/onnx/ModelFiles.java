package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedOutputStream;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.runtime.io.AtomicFile;
import dev.rsparse.runtime.io.AtomicFiles;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A model to be written and its data file, `TARGET.data`. At every moment the model in place is whole,
/// with the data that belongs to it: that of an earlier run, or the new one.
final class ModelFiles {

    private static final int BUFFER = 1 << 18;

    private final Path target;

    ModelFiles(Path target) {
        this.target = target;
    }

    Path target() {
        return target;
    }

    /// The name of the data file, as tensors give it.
    String dataName() {
        return target.getFileName() + ".data";
    }

    private Path sibling(String name) {
        return target.resolveSibling(name);
    }

    /// Checks that neither file takes the place of one that the source needs, unless the source itself is
    /// replaced.
    ///
    /// @throws OnnxException naming the file
    void requireNoInput(OnnxFile source) {
        boolean replaces = isSame(source.path(), target);
        try (ExternalData data = new ExternalData(source.path())) {
            Tensors.all(source.model())
                    .filter(ExternalData::isExternal)
                    .map(data::locate)
                    .forEach(range -> {
                        boolean asData = !replaces && isSame(range.file(), sibling(dataName()));
                        if (asData || isSame(range.file(), target)) {
                            throw OnnxException.of(
                                    target,
                                    Code.ONNX_TARGET,
                                    "writing it would replace \"" + range.file().getFileName()
                                            + "\", which holds weights of " + source.path(),
                                    "write to another name or folder");
                        }
                    });
        }
    }

    static boolean isSame(Path one, Path other) {
        try {
            return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException problem) {
            throw OnnxException.unreadable(other, problem);
        }
    }

    /// Writes a model without a data file, and deletes one of an earlier run.
    void write(ModelProto model) throws FileSystemException {
        AtomicFile.write(target, content(model));
        delete(dataName());
    }

    /// Writes a model whose external tensors lie in `data`.
    ///
    /// Two files cannot be replaced at once. So an old pair is followed by a new one whose data has another
    /// name, which is whole as soon as the model is in place; then the data gets its own name too, and last
    /// the model that gives it.
    void write(ModelProto model, DataFile data) throws FileSystemException {
        String fresh = dataName() + ".new";
        if (!Files.exists(target) || !Files.exists(sibling(dataName()))) {
            replace(model, data, dataName());
            delete(fresh);
            return;
        }
        replace(DataFile.renamed(model, fresh), data, fresh);
        try {
            Path linked = sibling("." + fresh + ".link");
            Files.deleteIfExists(linked);
            link(linked, sibling(fresh));
            Files.move(
                    linked, sibling(dataName()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException problem) {
            throw unwritable(sibling(dataName()), problem);
        }
        AtomicFile.write(target, content(model));
        delete(fresh);
    }

    /// The data is in place before the model that needs it.
    private void replace(ModelProto model, DataFile data, String name) throws FileSystemException {
        try (AtomicFiles files = new AtomicFiles()) {
            files.stage(target, content(model));
            files.stage(sibling(name), data::writeTo);
            files.commit();
        }
    }

    /// A second name for a file, or a copy where the file system knows no such thing.
    private static void link(Path name, Path file) throws IOException {
        try {
            Files.createLink(name, file);
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            Files.copy(file, name);
        }
    }

    private void delete(String name) throws FileSystemException {
        try {
            Files.deleteIfExists(sibling(name));
        } catch (IOException problem) {
            throw unwritable(sibling(name), problem);
        }
    }

    private static AtomicFile.Content content(ModelProto model) {
        return channel -> {
            CodedOutputStream out = CodedOutputStream.newInstance(Channels.newOutputStream(channel), BUFFER);
            model.writeTo(out);
            out.flush();
        };
    }

    static FileSystemException unwritable(Path file, IOException problem) {
        String reason = problem instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : String.valueOf(problem.getMessage());
        FileSystemException named =
                new FileSystemException(file.toString(), null, "could not be written (" + reason + ")");
        named.initCause(problem);
        return named;
    }
}
