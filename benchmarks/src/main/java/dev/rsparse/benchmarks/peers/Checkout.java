package dev.rsparse.benchmarks.peers;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where this program's sources lie.
///
/// @param root the folder of the launcher `rsparsec`
public record Checkout(Path root) {

    /// The checkout whose build this class is from.
    ///
    /// @throws IllegalStateException when the class lies elsewhere
    public static Checkout find() {
        Path place = location();
        for (Path folder = place; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("rsparsec")) && Files.isDirectory(folder.resolve("benchmarks"))) {
                return new Checkout(folder);
            }
        }
        throw new IllegalStateException(place + " is in no checkout of rsparsec");
    }

    private static Path location() {
        try {
            return Path.of(Checkout.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    Path launcher() {
        return root.resolve("rsparsec");
    }

    Path page() {
        return root.resolve("docs/performance.md");
    }

    /// The source of a model of `shape`.
    Path model(Shape shape) {
        return root.resolve("benchmarks/models").resolve(shape.model() + ".rsp");
    }

    /// Where scripts and build files of peers lie.
    Path peers() {
        return root.resolve("benchmarks/peers");
    }

    /// Where peers are installed.
    Path installed() {
        return root.resolve("benchmarks/target/peers");
    }
}
