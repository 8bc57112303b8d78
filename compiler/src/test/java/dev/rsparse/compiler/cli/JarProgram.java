package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;

/// The program of a jar, run in this process with nothing to load classes from but the jar.
///
/// @param status what the process would have ended with
/// @param out what it printed to standard output
/// @param err what it printed to standard error
record JarProgram(int status, String out, String err) {

    private static final String MAIN = "dev.rsparse.runtime.app.Main";

    static JarProgram of(Path jar, Object... words) {
        return of(jar, ClassLoader.getPlatformClassLoader(), words);
    }

    /// The same on a Java that was started without the Vector API.
    static JarProgram withoutVectors(Path jar, Object... words) {
        ClassLoader parent = new ClassLoader(ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("jdk.incubator.vector.")) {
                    throw new ClassNotFoundException(name);
                }
                return super.loadClass(name, resolve);
            }
        };
        return of(jar, parent, words);
    }

    private static JarProgram of(Path jar, ClassLoader parent, Object... words) {
        String[] line = Arrays.stream(words).map(Object::toString).toArray(String[]::new);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        URL[] path = {url(jar)};
        try (URLClassLoader loader = new URLClassLoader(path, parent)) {
            int status = (int) Class.forName(MAIN, true, loader)
                    .getMethod("run", String[].class, PrintWriter.class, PrintWriter.class)
                    .invoke(null, line, new PrintWriter(out, true), new PrintWriter(err, true));
            return new JarProgram(status, out.toString(), err.toString());
        } catch (ReflectiveOperationException problem) {
            throw new LinkageError("the program does not start", problem);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// Runs what must succeed.
    static JarProgram ok(Path jar, Object... words) {
        JarProgram program = of(jar, words);
        assertThat(program.status()).as(program.err()).isZero();
        return program;
    }

    /// Runs what must fail and gives all it printed, `folder` spelled `DIR`, and `=> STATUS` on a line of its own.
    static String failure(Path folder, Path jar, Object... words) {
        JarProgram program = of(jar, words);
        assertThat(program.out()).isEmpty();
        return program.err().replace(folder.toString(), "DIR") + "=> " + program.status() + "\n";
    }

    JsonNode json() {
        return json(out);
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException problem) {
            throw new AssertionError(text, problem);
        }
    }
}
