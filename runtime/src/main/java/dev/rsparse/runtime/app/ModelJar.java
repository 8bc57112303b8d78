package dev.rsparse.runtime.app;

import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.WeightContainer;
import dev.rsparse.runtime.io.StoredEntry;
import dev.rsparse.runtime.text.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/// A jar that `rsparsec MODEL.rsp -o OUT.jar` wrote, among the classes of this program.
///
/// @param path where it lies
/// @param title the model's name
/// @param className the model's class
public record ModelJar(Path path, String title, String className) {

    /// The manifest's attribute that names the model's class.
    public static final String MODEL = "Rsparsec-Model";

    /// The manifest's attribute with the model's name.
    public static final String TITLE = "Implementation-Title";

    /// The entry with the packed weights, stored and not compressed.
    public static final String WEIGHTS = "model.weights";

    /// The entry with the tokenizer, if there is one.
    public static final String TOKENIZER = "tokenizer.json";

    /// The jar that `type` was loaded from, such as the model's own class.
    ///
    /// @throws InputException when that is no such jar
    /// @throws IOException when it cannot be read
    public static ModelJar of(Class<?> type) throws IOException {
        Path path = location(type);
        if (!Files.isRegularFile(path)) {
            throw noModel(path);
        }
        try (JarFile jar = new JarFile(path.toFile())) {
            Manifest manifest = Optional.ofNullable(jar.getManifest()).orElseGet(Manifest::new);
            String className = manifest.getMainAttributes().getValue(MODEL);
            if (className == null) {
                throw noModel(path);
            }
            return new ModelJar(
                    path, String.valueOf(manifest.getMainAttributes().getValue(TITLE)), className);
        }
    }

    private static Path location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException | IllegalArgumentException | NullPointerException unknown) {
            throw noModel(Path.of(type.getName()));
        }
    }

    private static InputException noModel(Path path) {
        return new InputException(
                path.toString(), "is no jar with a model", "compile one with 'rsparsec MODEL.rsp -o model.jar'");
    }

    /// The model over its weights, which are mapped from the jar.
    ///
    /// @throws dev.rsparse.runtime.io.WeightFileException when the jar is damaged or was packed anew
    public CompiledModel model() {
        WeightContainer weights = WeightContainer.open(StoredEntry.find(path, WEIGHTS));
        try {
            return (CompiledModel) Class.forName(className)
                    .getMethod("of", WeightContainer.class)
                    .invoke(null, weights);
        } catch (ReflectiveOperationException failure) {
            weights.close();
            throw new InputException(
                    path.toString(),
                    "the model's class " + className + " does not start: " + cause(failure),
                    "compile the model again");
        }
    }

    private static Throwable cause(ReflectiveOperationException failure) {
        return failure instanceof InvocationTargetException ? failure.getCause() : failure;
    }

    /// The model's tokenizer, if the jar has one.
    ///
    /// @throws dev.rsparse.runtime.text.TokenizerException when it is damaged or of another kind
    /// @throws IOException when the jar cannot be read
    public Optional<Tokenizer> tokenizer() throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            ZipEntry entry = jar.getEntry(TOKENIZER);
            if (entry == null) {
                return Optional.empty();
            }
            try (InputStream bytes = jar.getInputStream(entry)) {
                return Optional.of(Tokenizer.of(bytes.readAllBytes(), Path.of(path + "!", TOKENIZER)));
            }
        }
    }
}
