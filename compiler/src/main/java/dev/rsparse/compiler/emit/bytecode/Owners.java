package dev.rsparse.compiler.emit.bytecode;

import dev.rsparse.compiler.kernel.Function;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Where the functions of a program land: which class has each, and what is known of its parameters.
final class Owners {

    private final String model;
    private final Map<String, Function> functions;
    private final UnaryOperator<String> kernelOwner;
    private final boolean hidden;

    private Owners(String model, List<Function> functions, UnaryOperator<String> kernelOwner, boolean hidden) {
        this.model = model;
        this.functions = functions.stream().collect(Collectors.toMap(Function::name, function -> function));
        this.kernelOwner = kernelOwner;
        this.hidden = hidden;
    }

    /// All functions in the class `model`, which may be hidden.
    static Owners together(String model, List<Function> functions) {
        return new Owners(model, functions, _ -> model, true);
    }

    /// Each kernel in a class of its own beside `model`, which all layers of its shape and format share.
    static Owners apart(String model, List<Function> functions) {
        return new Owners(
                model,
                functions,
                kernel -> model + "$" + Character.toUpperCase(kernel.charAt(0)) + kernel.substring(1),
                false);
    }

    /// Whether all lies in one class, as in a hidden one it must.
    boolean hidden() {
        return hidden;
    }

    /// Internal name of the class with the model's own methods.
    String model() {
        return model;
    }

    Function function(String name) {
        Function function = functions.get(name);
        if (function == null) {
            throw new IllegalStateException("no function " + name);
        }
        return function;
    }

    /// Internal name of the class that has `function`.
    String of(Function function) {
        return function.member() ? model : kernelOwner.apply(function.name());
    }
}
