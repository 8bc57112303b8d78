package dev.rsparse.compiler.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// What the C library knows of the terminal. [System#console] tells whether standard input and output are both one;
/// diagnostics go to standard error.
final class Terminal {

    static final int STANDARD_INPUT = 0;
    static final int STANDARD_ERROR = 2;

    private Terminal() {}

    /// Whether a descriptor is a terminal; not so where the C library cannot be asked.
    @SuppressWarnings("restricted") // the launcher and the manifest of the jar grant native access
    static boolean isTerminal(int descriptor) {
        Linker linker = Linker.nativeLinker();
        try {
            MethodHandle isatty = linker.defaultLookup()
                    .find("isatty")
                    .or(() -> linker.defaultLookup().find("_isatty"))
                    .map(symbol -> linker.downcallHandle(
                            symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)))
                    .orElseThrow();
            return (int) isatty.invokeExact(descriptor) != 0;
        } catch (Throwable unknown) {
            return false;
        }
    }
}
