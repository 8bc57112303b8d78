package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.runtime.CompiledModel;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import javax.tools.ToolProvider;

/// An emitted class as its user has it: compiled by javac against the runtime alone, and loaded with nothing else.
record EmittedClass(Class<?> type) {

    /// Compiles `source` into `classes` with every lint of javac but the one about incubating modules.
    static EmittedClass compile(Path source, Path classes, String name) throws ReflectiveOperationException {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-Xlint:all,-incubating",
                        "-Werror",
                        "-proc:none",
                        "-cp",
                        Path.of(runtime()).toString(),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(status).as(messages.toString(StandardCharsets.UTF_8)).isZero();
        return load(classes, name);
    }

    /// Loads what was compiled into `classes`.
    static EmittedClass load(Path classes, String name) throws ReflectiveOperationException {
        URL[] path = {url(classes.toUri()), url(runtime())};
        return new EmittedClass(Class.forName(name, true, newLoader(path)));
    }

    // The loader stays open as long as the class is used, which is until the test ends.
    private static URLClassLoader newLoader(URL... path) {
        return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
    }

    private static URI runtime() {
        return URI.create(CompiledModel.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString());
    }

    private static URL url(URI uri) {
        try {
            return uri.toURL();
        } catch (MalformedURLException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// Logits after the last id of `prompt`, by the class over `weights`.
    float[] logits(Path weights, int... prompt) throws ReflectiveOperationException {
        Object model = type.getMethod("load", Path.class).invoke(null, weights);
        Object info = type.getMethod("info").invoke(model);
        int vocabulary = (int) info.getClass().getMethod("vocabulary").invoke(info);
        boolean thin = (boolean) info.getClass().getMethod("thinPrompt").invoke(info);
        float[] last = new float[vocabulary];
        Object session = type.getMethod("newSession").invoke(model);
        Class<?> consumer = Class.forName("dev.rsparse.runtime.Session$LogitsConsumer", true, type.getClassLoader());
        Object copy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {consumer}, (_, _, row) -> {
            System.arraycopy(row[1], (int) row[2], last, 0, vocabulary);
            return null;
        });
        session.getClass()
                .getMethod("prefill", int[].class, boolean.class, consumer)
                .invoke(session, prompt, thin, copy);
        return last;
    }

    /// The first output of a graph of one input, by the class over `weights`, on two threads.
    float[] run(Path weights, int[] dims, float... input) throws ReflectiveOperationException {
        Class<?> tensor = Class.forName("dev.rsparse.runtime.tensor.Tensor", true, type.getClassLoader());
        Object given = tensor.getMethod("of", float[].class, int[].class).invoke(null, input, dims);
        Object inputs = Array.newInstance(tensor, 1);
        Array.set(inputs, 0, given);
        try (AutoCloseable graph =
                (AutoCloseable) type.getMethod("load", Path.class, int.class).invoke(null, weights, 2)) {
            type.getMethod("run", inputs.getClass()).invoke(graph, inputs);
            Object output = type.getMethod("output", int.class).invoke(graph, 0);
            int count = (int) tensor.getMethod("count").invoke(output);
            return Arrays.copyOf((float[]) tensor.getMethod("data").invoke(output), count);
        } catch (ReflectiveOperationException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
