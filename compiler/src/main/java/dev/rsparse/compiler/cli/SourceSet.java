package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.project.SourceCheck;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.SourceFile;
import dev.rsparse.grammar.SourceParser;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The sources of a build, as far as they concern each other: which of them are there to be imported.
final class SourceSet {

    private final Map<Path, SourceFile> trees = new HashMap<>();
    private final Set<Path> imported = new HashSet<>();

    /// @param files absolute paths
    SourceSet(List<Path> files) {
        for (Path file : files) {
            if (OnnxModels.isOne(file)) {
                continue;
            }
            tree(file).ifPresent(tree -> trees.put(file.normalize(), tree));
        }
        trees.forEach((file, tree) -> imports(file, tree).forEach(imported::add));
    }

    /// Nothing for a file that cannot be read or parsed: compiling it says why.
    private static Optional<SourceFile> tree(Path file) {
        try {
            return SourceParser.parse(file.toString(), SourceCheck.read(file)).tree();
        } catch (ProjectException unreadable) {
            return Optional.empty();
        }
    }

    private static Stream<Path> imports(Path file, SourceFile tree) {
        List<Path> found = new ArrayList<>();
        for (Item item : tree.items()) {
            if (item instanceof Item.Import(var path, var _)) {
                try {
                    found.add(file.resolveSibling(path.value()).normalize());
                } catch (InvalidPathException unusable) {
                    // The checker says so where the import stands.
                }
            }
        }
        return found.stream();
    }

    /// Whether a file is there for others alone: it has no target, and no model either or another file imports it.
    boolean isLibrary(Path file) {
        SourceFile tree = trees.get(file.normalize());
        if (tree == null || has(tree, Item.Target.class)) {
            return false;
        }
        boolean models = has(tree, Item.Model.class) || has(tree, Item.ImportedModel.class);
        return !models || imported.contains(file.normalize());
    }

    private static boolean has(SourceFile tree, Class<? extends Item> kind) {
        return tree.items().stream().anyMatch(kind::isInstance);
    }
}
