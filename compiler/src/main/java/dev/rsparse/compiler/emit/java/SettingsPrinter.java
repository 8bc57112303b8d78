package dev.rsparse.compiler.emit.java;

import com.palantir.javapoet.CodeBlock;
import dev.rsparse.compiler.onnx.program.GraphProgram;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// What an operator is made with, as Java.
final class SettingsPrinter {

    private SettingsPrinter() {}

    static CodeBlock print(GraphProgram.OperatorField operator) {
        CodeBlock.Builder code = CodeBlock.builder();
        code.add("new $T(workers(), $L)", JavaTypes.runtime("tensor.Settings"), operator.version());
        operator.attributes().forEach((name, value) -> {
            CodeBlock printed = value instanceof Tensor
                    ? CodeBlock.of("$L", operator.tensors().get(name))
                    : print(value);
            code.add(".with($S, $L)", name, printed);
        });
        return code.build();
    }

    private static CodeBlock print(Object value) {
        return switch (value) {
            case Long number -> number(number);
            case Float number -> number(number);
            case String text -> CodeBlock.of("$S", text);
            case long[] numbers ->
                CodeBlock.of(
                        "new long[] {$L}",
                        Arrays.stream(numbers).mapToObj(SettingsPrinter::number).collect(CodeBlock.joining(", ")));
            case float[] numbers -> {
                CodeBlock.Builder all = CodeBlock.builder();
                for (int i = 0; i < numbers.length; i++) {
                    all.add(i == 0 ? "$L" : ", $L", number(numbers[i]));
                }
                yield CodeBlock.of("new float[] {$L}", all.build());
            }
            default -> throw new IllegalStateException("no attribute: " + value);
        };
    }

    private static CodeBlock number(long value) {
        // The smallest number has no literal that is a number before it is negated.
        return value == Long.MIN_VALUE ? CodeBlock.of("Long.MIN_VALUE") : CodeBlock.of("$LL", value);
    }

    private static CodeBlock number(float value) {
        return Float.isFinite(value)
                ? CodeBlock.of("$Lf", value)
                : CodeBlock.of("Float.intBitsToFloat($L)", Float.floatToRawIntBits(value));
    }
}
