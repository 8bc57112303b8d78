package dev.rsparse.compiler.onnx.rewrite;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How a thinned linear is spelled.
public enum Form {
    /// A call of the function `dev.rsparse::SparseLowRankLinear`, which the model brings along.
    FUNCTION,
    /// The operators of that function, each as a node.
    INLINE,
    /// The low-rank product of the whole input, and the exact rest of the weight: nothing is thinned.
    SPLIT;

    /// The name used on the command line.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The form of that name.
    public static Optional<Form> of(String text) {
        return Arrays.stream(values()).filter(form -> form.text().equals(text)).findFirst();
    }
}
