package dev.rsparse.compiler.jar;

import dev.rsparse.runtime.app.Main;
import dev.rsparse.runtime.app.ModelJar;
import dev.rsparse.runtime.io.SafetensorsWriter;
import dev.rsparse.runtime.io.StoredZipWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/// A jar that runs alone, but for its weights, which are streamed. The same model gives the same bytes.
///
/// @param title the model's name
/// @param version of the compiler
/// @param module the module's name
/// @param className binary name of the model's class, which is in a package
/// @param classes class files by binary name
/// @param tokenizer content of `tokenizer.json`
public record JarImage(
        String title,
        String version,
        String module,
        String className,
        SortedMap<String, byte[]> classes,
        Optional<byte[]> tokenizer) {

    private static final String CLASS = ".class";

    /// Writes the jar to an open file of no content.
    ///
    /// @param weightBytes bytes of the weights
    /// @param weights gives them; they are stored as they are and start at a page, to be mapped from the jar
    public void write(FileChannel file, long weightBytes, SafetensorsWriter.Source weights) throws IOException {
        SortedMap<String, byte[]> entries = classFiles();
        entries.put(ModuleInfo.PATH, ModuleInfo.write(module, packages(entries)));
        tokenizer.ifPresent(content -> entries.put(ModelJar.TOKENIZER, content));
        try (StoredZipWriter jar = new StoredZipWriter(file)) {
            // Readers that stream a jar look for it at the start.
            jar.add(JarFile.MANIFEST_NAME, manifest());
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.add(entry.getKey(), entry.getValue());
            }
            jar.add(ModelJar.WEIGHTS, weightBytes, SafetensorsWriter.ALIGNMENT, weights);
            jar.finish();
        }
    }

    private SortedMap<String, byte[]> classFiles() throws IOException {
        SortedMap<String, byte[]> entries = new TreeMap<>(RuntimeClasses.read());
        classes.forEach((name, bytes) -> entries.put(name.replace('.', '/') + CLASS, bytes));
        return entries;
    }

    private static SortedSet<String> packages(SortedMap<String, byte[]> classFiles) {
        SortedSet<String> packages = new TreeSet<>();
        for (String path : classFiles.keySet()) {
            packages.add(path.substring(0, path.lastIndexOf('/')).replace('/', '.'));
        }
        return packages;
    }

    private byte[] manifest() throws IOException {
        Manifest manifest = new Manifest();
        Attributes facts = manifest.getMainAttributes();
        facts.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        facts.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        facts.put(Attributes.Name.IMPLEMENTATION_TITLE, title);
        facts.put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        facts.putValue(ModelJar.MODEL, className);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
    }
}
