package dev.rsparse.runtime.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {

    private static final String FOLDER = "dev/rsparse/runtime/app/";
    private static final String CLASS = FOLDER + "ToyModel.class";
    private static final byte[] BYTES = {1, 2, 3};

    @TempDir
    Path folder;

    private static byte[] classFile() throws IOException {
        try (InputStream bytes = ModelFilesTest.class.getClassLoader().getResourceAsStream(CLASS)) {
            return bytes.readAllBytes();
        }
    }

    private static Class<?> load(Path classPath) throws IOException, ClassNotFoundException {
        // Without a parent that has the class too. The JVM that runs the tests ends soon enough.
        @SuppressWarnings("resource")
        URLClassLoader loader = new URLClassLoader(new URL[] {classPath.toUri().toURL()}, null);
        return loader.loadClass(ToyModel.class.getName());
    }

    @Test
    void weightsInAFolderAreReadWhereTheyLie() throws IOException, ClassNotFoundException {
        Path packageFolder = Files.createDirectories(folder.resolve("a b").resolve(FOLDER));
        Files.write(packageFolder.resolve("ToyModel.class"), classFile());
        Path weights = Files.write(packageFolder.resolve("ToyModel.weights"), BYTES);
        assertThat(ModelFiles.of(load(folder.resolve("a b"))).weights()).isEqualTo(weights);
    }

    @Test
    void weightsInAJarAreCopied() throws IOException, ClassNotFoundException {
        Path jar = folder.resolve("program.jar");
        try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
            entries.putNextEntry(new JarEntry(CLASS));
            entries.write(classFile());
            entries.putNextEntry(new JarEntry(FOLDER + "ToyModel.weights"));
            entries.write(BYTES);
        }
        Path copy = ModelFiles.of(load(jar)).weights();
        assertThat(copy).hasBinaryContent(BYTES);
        Files.delete(copy);
    }

    @Test
    void saysWhatIsMissing() {
        ModelFiles files = ModelFiles.of(ToyModel.class);
        assertThatThrownBy(files::weights)
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage("no ToyModel.weights lies beside " + ToyModel.class.getName() + " on the class path");
        assertThatThrownBy(files::tokenizer)
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageStartingWith("no ToyModel.tokenizer.json lies beside ");
    }
}
