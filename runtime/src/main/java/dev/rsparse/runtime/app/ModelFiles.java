package dev.rsparse.runtime.app;

import dev.rsparse.runtime.text.Tokenizer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The files that a build puts beside the class of a model, among the resources of a program: `NAME.weights`, and
/// `NAME.tokenizer.json` for a model that reads text.
///
///     ModelFiles files = ModelFiles.of(Quill.class);
///     try (Quill model = Quill.load(files.weights())) {
///         Tokenizer tokenizer = files.tokenizer();
///
/// @param type the class of the model
public record ModelFiles(Class<?> type) {

    private static final String WEIGHTS = ".weights";
    private static final String TOKENIZER = ".tokenizer.json";

    /// The files beside `type`.
    public static ModelFiles of(Class<?> type) {
        return new ModelFiles(type);
    }

    /// The weights as a file that can be mapped. Those in a jar are copied to a temporary file, which goes when this
    /// JVM ends: what is large better lies outside of jars, and is loaded from there.
    ///
    /// @throws FileNotFoundException when there are none beside the class
    /// @throws IOException when they cannot be copied
    public Path weights() throws IOException {
        String name = type.getSimpleName() + WEIGHTS;
        URL found = find(name);
        if (found.getProtocol().equals("file")) {
            return path(found);
        }
        Path copy = Files.createTempFile(type.getSimpleName(), WEIGHTS);
        copy.toFile().deleteOnExit();
        try (InputStream bytes = found.openStream()) {
            Files.copy(bytes, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    /// The tokenizer.
    ///
    /// @throws FileNotFoundException when there is none beside the class
    /// @throws IOException when it cannot be read
    /// @throws dev.rsparse.runtime.text.TokenizerException when it is damaged or of another kind
    public Tokenizer tokenizer() throws IOException {
        String name = type.getSimpleName() + TOKENIZER;
        try (InputStream bytes = find(name).openStream()) {
            return Tokenizer.of(bytes.readAllBytes(), Path.of(name));
        }
    }

    private URL find(String name) throws FileNotFoundException {
        URL found = type.getResource(name);
        if (found == null) {
            throw new FileNotFoundException("no " + name + " lies beside " + type.getName() + " on the class path");
        }
        return found;
    }

    private static Path path(URL file) throws IOException {
        try {
            return Path.of(file.toURI());
        } catch (URISyntaxException unusable) {
            throw new IOException(file + " is no path", unusable);
        }
    }
}
