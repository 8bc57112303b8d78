package dev.rsparse.compiler.load;

import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.WeightContainer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Defines an emitted model as a hidden class of this process: it is unloaded with its last model, and no name of it
/// can meet another's. Its frames are left out of stack traces unless the JVM is told `-XX:+ShowHiddenFrames`.
public final class HiddenLoader {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private HiddenLoader() {}

    /// Binary name to emit a model's class under: a hidden class lies in the package of who defines it.
    public static String nameOf(String className) {
        return LOOKUP.lookupClass().getPackageName() + "." + className;
    }

    /// The model over `weights`.
    ///
    /// @param classFile one class that needs none beside it, named by [#nameOf]
    /// @throws IllegalStateException when the class is not as an emitter makes it: a fault of the emitter
    public static CompiledModel load(byte[] classFile, WeightContainer weights) {
        MethodHandle constructor;
        try {
            MethodHandles.Lookup model = LOOKUP.defineHiddenClass(classFile, true);
            constructor = model.findConstructor(
                    model.lookupClass(), MethodType.methodType(void.class, WeightContainer.class));
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException("the emitted class is not as expected", e);
        }
        return start(constructor, weights);
    }

    private static CompiledModel start(MethodHandle constructor, WeightContainer weights) {
        try {
            return (CompiledModel) constructor.invoke(weights);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the emitted class does not start", e);
        }
    }
}
