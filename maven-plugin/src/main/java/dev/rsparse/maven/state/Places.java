package dev.rsparse.maven.state;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/// Where the files of a build go, by their endings: sources, class files and everything else have folders of their own.
///
/// @param sources for `.java`
/// @param classes for `.class`
/// @param resources for all others
/// @param compiled the folder that the build copies class files and resources to, which must not keep what is gone
public record Places(Path sources, Path classes, Path resources, Path compiled) {

    private static final String CLASS = ".class";

    /// The place of a file.
    ///
    /// @param relative its path below the folder that it was written in
    public Path of(Path relative) {
        String name = relative.getFileName().toString();
        Path folder = name.endsWith(".java") ? sources : name.endsWith(CLASS) ? classes : resources;
        return folder.resolve(relative);
    }

    /// Moves a file in place; leaves one with the same bytes as it is, time and all.
    ///
    /// @return whether there was something to do
    public static boolean put(Path staged, Path place) throws IOException {
        if (Files.isRegularFile(place) && Files.mismatch(staged, place) < 0) {
            return false;
        }
        Files.createDirectories(place.getParent());
        try {
            Files.move(staged, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException otherDisk) {
            Path beside = place.resolveSibling("." + place.getFileName() + ".new");
            Files.copy(staged, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
        }
        return true;
    }

    /// Deletes a file that no source gives any more, its copy among the compiled classes, and folders that become
    /// empty. What lies elsewhere, from a build with other folders, is left alone.
    public void remove(Path place) throws IOException {
        Optional<Path> root = List.of(sources, classes, resources).stream()
                .filter(place::startsWith)
                .findFirst();
        if (root.isEmpty()) {
            return;
        }
        Path relative = root.get().relativize(place);
        delete(place, root.get());
        if (!root.get().equals(sources)) {
            delete(compiled.resolve(relative), compiled);
        }
    }

    private static void delete(Path file, Path root) throws IOException {
        Files.deleteIfExists(file);
        Path folder = file.getParent();
        while (folder.startsWith(root) && !folder.equals(root)) {
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException kept) {
                return;
            }
            folder = folder.getParent();
        }
    }
}
