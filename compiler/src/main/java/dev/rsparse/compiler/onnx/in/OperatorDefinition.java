package dev.rsparse.compiler.onnx.in;

import dev.rsparse.compiler.onnx.Domains;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Tensor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// An ONNX operator and the class of the runtime that is it.
///
/// @param domain empty for that of ONNX itself
/// @param name the operator's name there
/// @param type what runs it, as [Operator] demands
/// @param outputs how many of the last parameters of `run` are written
/// @param traits what the compiler may rely on
public record OperatorDefinition(
        String domain, String name, Class<? extends Operator> type, int outputs, Set<Trait> traits) {

    /// The domain of the operators that ONNX Runtime adds.
    public static final String MICROSOFT = "com.microsoft";

    /// What the compiler may rely on.
    public enum Trait {
        /// The first output may show the storage of the first input.
        VIEW,
        /// Of its inputs only the shape matters.
        READS_SHAPE,
        /// Gives something else each time.
        RANDOM
    }

    public OperatorDefinition {
        traits = Set.copyOf(traits);
    }

    /// An operator of ONNX with one output.
    static OperatorDefinition op(String name, Class<? extends Operator> type) {
        return new OperatorDefinition("", name, type, 1, Set.of());
    }

    /// The same in the domain of ONNX Runtime.
    OperatorDefinition microsoft() {
        return new OperatorDefinition(MICROSOFT, name, type, outputs, traits);
    }

    /// The same in our own domain.
    OperatorDefinition ours() {
        return new OperatorDefinition(Domains.OURS, name, type, outputs, traits);
    }

    /// The same with so many outputs.
    OperatorDefinition outputs(int count) {
        return new OperatorDefinition(domain, name, type, count, traits);
    }

    /// The same with one more trait.
    OperatorDefinition with(Trait trait) {
        Set<Trait> more = EnumSet.of(trait);
        more.addAll(traits);
        return new OperatorDefinition(domain, name, type, outputs, more);
    }

    /// The method that runs it.
    public Method run() {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals("run"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type + " has no method run"));
    }

    /// How many parameters of `run` are read.
    public int inputs() {
        return run().getParameterCount() - outputs;
    }

    /// Whether a parameter of `run` stands for any number of tensors.
    public boolean isVariadic(int parameter) {
        return run().getParameterTypes()[parameter] != Tensor.class;
    }
}
