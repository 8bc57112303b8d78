package dev.rsparse.compiler.kernel;

/// What a call reaches.
public sealed interface Callee {

    Type result();

    /// A static function of the emitted class, such as a kernel.
    record Emitted(String name, Type result) implements Callee {}

    /// A method of the emitted class itself, with access to its weights.
    record Member(String name) implements Callee {
        @Override
        public Type result() {
            return Type.NOTHING;
        }
    }

    /// A routine of the runtime.
    ///
    /// @param owner simple or package-relative class below `dev.rsparse.runtime`, such as `kernel.RmsNorm`
    /// @param onInstance whether the first argument is the object the method is called on
    record Routine(String owner, String name, Type result, boolean onInstance) implements Callee {}
}
