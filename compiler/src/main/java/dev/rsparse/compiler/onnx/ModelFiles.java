package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.runtime.io.AtomicFile;
import dev.rsparse.runtime.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A model to be written and its data file, `TARGET.data`. At every moment the model in place is whole,
/// with the data that belongs to it: that of an earlier run, or the new one. A file of that name which the
/// model in place does not read is replaced where data is written, and left where none is.
final class ModelFiles {

    private final Path target;

    ModelFiles(Path target) {
        this.target = target;
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

    /// Writes a model without a data file, and deletes that of the model which it replaces.
    ///
    /// @param added further initializers of its graph, computed while they are written
    void write(ModelProto model, List<NewTensor> added) throws FileSystemException {
        Set<String> earlier = earlier();
        AtomicFile.write(target, channel -> ModelStream.write(model, added, channel));
        deleteStale(earlier, model);
    }

    /// Writes a model whose external tensors lie in `data`.
    ///
    /// Two files cannot be replaced at once. So an old pair is followed by a new one whose data has another
    /// name, which is whole as soon as the model is in place; then the data gets its own name too, and last
    /// the model that gives it. Where a run ended in between, the model in place reads the other name, and
    /// the next run finds the first one free.
    void write(ModelProto model, DataFile data) throws FileSystemException {
        Set<String> earlier = earlier();
        if (earlier.contains(dataName()) && Files.exists(sibling(dataName()))) {
            replace(DataFile.renamed(model, freshName()), data, freshName());
            nameAgain();
            AtomicFile.write(target, content(model));
        } else {
            replace(model, data, dataName());
        }
        deleteStale(earlier, model);
    }

    /// A file of another model, or of nobody, stands where data must lie.
    static OnnxException occupied(Path target, String name) {
        return OnnxException.of(
                target,
                Code.ONNX_TARGET,
                "its data must lie in \"" + name + "\", where another file is",
                "write to another folder, or remove that file");
    }

    private String freshName() {
        return dataName() + ".new";
    }

    /// The data files of the model in place that have a name of ours; none where there is no model, or no
    /// such file.
    Set<String> earlier() {
        boolean any = Files.exists(sibling(dataName())) || Files.exists(sibling(freshName()));
        // A model without data may be as large as the heap: it is not read for nothing.
        if (!any || !Files.isRegularFile(target)) {
            return Set.of();
        }
        try {
            return ours(OnnxFile.parse(target).model());
        } catch (OnnxException noModel) {
            return Set.of();
        }
    }

    private Set<String> ours(ModelProto model) {
        Set<String> ours = Set.of(dataName(), freshName());
        return Tensors.all(model)
                .filter(ExternalData::isExternal)
                .flatMap(tensor -> DataLocation.name(tensor).stream())
                .filter(ours::contains)
                .collect(Collectors.toSet());
    }

    /// Deletes data files of the model that was replaced.
    ///
    /// @param earlier those that it had
    /// @param model that stands in its place
    void deleteStale(Set<String> earlier, ModelProto model) throws FileSystemException {
        if (earlier.isEmpty()) {
            return;
        }
        Set<String> needed = ours(model);
        for (String name : List.of(dataName(), freshName())) {
            if (!needed.contains(name)) {
                delete(name);
            }
        }
    }

    /// Gives the new data the name of the old.
    private void nameAgain() throws FileSystemException {
        try {
            Path linked = sibling("." + freshName() + ".link");
            Files.deleteIfExists(linked);
            link(linked, sibling(freshName()));
            Files.move(
                    linked, sibling(dataName()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException problem) {
            throw unwritable(sibling(dataName()), problem);
        }
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
        return channel -> ModelStream.write(model, List.of(), channel);
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
