package dev.rsparse.compiler.load;

import dev.rsparse.runtime.tensor.CompiledGraph;
import dev.rsparse.runtime.tensor.Constants;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;

/// Loads classes that were emitted for graphs into this process.
public final class GraphLoader {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private GraphLoader() {}

    /// The graph over `constants`, from one class that is defined as a hidden one.
    ///
    /// @param classFile named by [HiddenLoader#nameOf]
    /// @throws IllegalStateException when the class is not as an emitter makes it: a fault of the emitter
    public static CompiledGraph load(byte[] classFile, Constants constants, int threads) {
        try {
            MethodHandles.Lookup graph = LOOKUP.defineHiddenClass(classFile, true);
            MethodHandle constructor = graph.findConstructor(
                    graph.lookupClass(), MethodType.methodType(void.class, Constants.class, int.class));
            return (CompiledGraph) constructor.invoke(constants, threads);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the emitted class is not as expected", e);
        }
    }

    /// The graph over `constants`, from emitted source.
    ///
    /// @throws IllegalStateException when the source does not compile: a fault of the emitter
    public static CompiledGraph load(String className, String source, Constants constants, int threads) {
        Map<String, byte[]> classes = JavaLoader.compile(className, source);
        return (CompiledGraph) JavaLoader.make(
                className,
                classes,
                type -> type.getMethod("of", Constants.class, int.class).invoke(null, constants, threads));
    }
}
