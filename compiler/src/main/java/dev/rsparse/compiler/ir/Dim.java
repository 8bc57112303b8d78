package dev.rsparse.compiler.ir;

/// One extent of a tensor: a number, or a symbol that is bound when the model runs.
public sealed interface Dim {

    /// An extent known when the model is compiled.
    record Fixed(long size) implements Dim {
        @Override
        public String toString() {
            return Long.toString(size);
        }
    }

    /// An extent known only at run time; two symbols are equal when their names are.
    record Symbol(String name) implements Dim {
        @Override
        public String toString() {
            return name;
        }
    }
}
