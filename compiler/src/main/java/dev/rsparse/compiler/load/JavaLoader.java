package dev.rsparse.compiler.load;

import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.WeightContainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Compiles emitted source in memory with the JDK's compiler and loads the class.
public final class JavaLoader {

    private static final int TESTED_JDK = 25;

    private JavaLoader() {}

    /// The model class `className` over `weights`.
    ///
    /// @throws IllegalStateException when the source does not compile: a fault of the emitter
    public static CompiledModel load(String className, String source, WeightContainer weights) {
        return load(className, compile(className, source), weights);
    }

    /// The model class `className` over `weights`, of what [#compile(String, String)] gave.
    public static CompiledModel load(String className, Map<String, byte[]> classes, WeightContainer weights) {
        return (CompiledModel) make(
                className,
                classes,
                type -> type.getMethod("of", WeightContainer.class).invoke(null, weights));
    }

    /// Makes an object of a class.
    interface Maker {
        Object make(Class<?> type) throws ReflectiveOperationException;
    }

    /// What `maker` makes of the class `className` among `classes`.
    ///
    /// @throws IllegalStateException when the class does not start: a fault of the emitter
    static Object make(String className, Map<String, byte[]> classes, Maker maker) {
        ClassLoader loader = new ClassLoader(JavaLoader.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] bytes = classes.get(name);
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
        try {
            return maker.make(loader.loadClass(className));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the emitted class does not start", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the emitted class is not as expected", e);
        }
    }

    /// Class files by binary name.
    ///
    /// @throws IllegalStateException when the source does not compile, or, on the JDK that emitters are tested on,
    ///     compiles with a warning of ours
    public static Map<String, byte[]> compile(String className, String source) {
        JavaCompiler compiler = Objects.requireNonNull(
                ToolProvider.getSystemJavaCompiler(), "the compiler needs a JDK; this Java has no javac");
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        Map<String, byte[]> classes = new HashMap<>();
        StringWriter output = new StringWriter();
        List<String> options = List.of(
                "--add-modules",
                "jdk.incubator.vector",
                // A later javac may warn of what this one accepts; that must not stop a user's model.
                Runtime.version().feature() == TESTED_JDK ? "-Xlint:all,-incubating" : "-Xlint:none",
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"));
        try (JavaFileManager files =
                new MemoryFiles(compiler.getStandardFileManager(problems, Locale.ROOT, null), classes)) {
            boolean compiled = compiler.getTask(
                            output, files, problems, options, null, List.of(new Source(className, source)))
                    .call();
            List<String> ours = problems.getDiagnostics().stream()
                    // A warning without a source is about the options, such as the incubating module.
                    .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR || problem.getSource() != null)
                    .map(Object::toString)
                    .toList();
            if (!compiled || !ours.isEmpty()) {
                throw new IllegalStateException("emitted source does not compile cleanly: " + ours + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return classes;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class MemoryFiles extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, byte[]> classes;

        MemoryFiles(JavaFileManager files, Map<String, byte[]> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/')), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return new ByteArrayOutputStream() {
                        @Override
                        public void close() {
                            classes.put(className, toByteArray());
                        }
                    };
                }
            };
        }
    }
}
