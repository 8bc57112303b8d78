package dev.rsparse.compiler.onnx;

import dev.rsparse.runtime.io.AtomicFile;
import dev.rsparse.runtime.io.AtomicFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A model with its data files, copied byte for byte.
final class ModelCopy {

    private ModelCopy() {}

    static void of(OnnxFile source, Path target) throws FileSystemException {
        if (ModelFiles.isSame(source.path(), target)) {
            return;
        }
        ModelFiles replaced = new ModelFiles(target);
        replaced.requireNoInput(source);
        Set<String> earlier = replaced.earlier();
        try (AtomicFiles files = new AtomicFiles()) {
            files.stage(target, content(source.path()));
            for (Map.Entry<Path, Path> data : data(source, target).entrySet()) {
                Files.createDirectories(data.getKey().getParent());
                files.stage(data.getKey(), content(data.getValue()));
            }
            files.commit();
            replaced.deleteStale(earlier, source.model());
        } catch (FileSystemException problem) {
            throw problem;
        } catch (IOException problem) {
            throw ModelFiles.unwritable(target, problem);
        }
    }

    /// Copies of data files that are still missing, and their originals. The model names them, so they keep
    /// their names.
    private static Map<Path, Path> data(OnnxFile source, Path target) {
        Map<String, Path> originals = new TreeMap<>();
        try (ExternalData data = new ExternalData(source.path())) {
            Tensors.all(source.model()).filter(ExternalData::isExternal).forEach(tensor -> {
                Path original = data.locate(tensor).file();
                originals.put(ExternalData.name(tensor), original);
            });
        }
        Map<Path, Path> missing = new TreeMap<>();
        originals.forEach((name, original) -> {
            Path copy = target.toAbsolutePath().resolveSibling(name);
            if (!Files.exists(copy)) {
                missing.put(copy, original);
            } else if (!isEqual(original, copy)) {
                throw ModelFiles.occupied(target, name);
            }
        });
        return missing;
    }

    private static boolean isEqual(Path one, Path other) {
        try {
            return Files.isSameFile(one, other) || Files.mismatch(one, other) < 0;
        } catch (IOException problem) {
            throw OnnxException.unreadable(other, problem);
        }
    }

    private static AtomicFile.Content content(Path file) {
        return out -> {
            try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
                DataFile.copy(in, 0, in.size(), out);
            }
        };
    }
}
