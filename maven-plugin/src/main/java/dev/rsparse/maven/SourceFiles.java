package dev.rsparse.maven;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.codehaus.plexus.util.DirectoryScanner;

/// Files in a folder, chosen by patterns as Maven has them.
///
/// @param includes such as `**/*.rsp`
/// @param excludes taken out again, `null` for none, as Maven gives a list that is not set; version control's own files
/// are left out anyway
record SourceFiles(File folder, List<String> includes, List<String> excludes) {

    SourceFiles {
        includes = List.copyOf(includes);
        excludes = excludes == null ? List.of() : List.copyOf(excludes);
    }

    /// Absolute paths; none where the folder is absent.
    SortedSet<Path> find() {
        SortedSet<Path> found = new TreeSet<>();
        if (folder.isDirectory()) {
            DirectoryScanner scanner = new DirectoryScanner();
            scanner.setBasedir(folder);
            scanner.setIncludes(includes.toArray(new String[0]));
            scanner.setExcludes(excludes.toArray(new String[0]));
            scanner.addDefaultExcludes();
            scanner.scan();
            Path root = folder.toPath().toAbsolutePath().normalize();
            for (String file : scanner.getIncludedFiles()) {
                found.add(root.resolve(file));
            }
        }
        return found;
    }
}
