package dev.rsparse.compiler.emit.java;

import com.palantir.javapoet.CodeBlock;
import dev.rsparse.compiler.onnx.program.Line;
import dev.rsparse.compiler.onnx.program.Operand;
import java.util.List;

/// Lines of a graph program as Java statements.
final class LinePrinter {

    private LinePrinter() {}

    static CodeBlock print(List<Line> lines) {
        CodeBlock.Builder code = CodeBlock.builder();
        lines.forEach(line -> add(line, code));
        return code.build();
    }

    private static void add(Line line, CodeBlock.Builder code) {
        switch (line) {
            case Line.Call call -> {
                if (!call.comment().isEmpty()) {
                    code.add("// $L\n", call.comment().replaceAll("\\R", " "));
                }
                code.addStatement("$L.$L($L)", call.receiver(), call.method(), operands(call.arguments()));
            }
            case Line.Choose(var condition, var then, var otherwise) -> {
                code.beginControlFlow("if ($L.isTrue())", condition);
                then.forEach(inner -> add(inner, code));
                code.nextControlFlow("else");
                otherwise.forEach(inner -> add(inner, code));
                code.endControlFlow();
            }
            case Line.Repeat(var loop, var number, var condition, var body) -> {
                code.beginControlFlow("while ($L.next($L))", loop, operands(List.of(number, condition)));
                body.forEach(inner -> add(inner, code));
                code.endControlFlow();
            }
            case Line.Part(var name) -> code.addStatement("$L()", name);
        }
    }

    private static CodeBlock operands(List<Operand> operands) {
        return operands.stream().map(LinePrinter::operand).collect(CodeBlock.joining(", "));
    }

    static CodeBlock operand(Operand operand) {
        return switch (operand) {
            case Operand.Place(var name) -> CodeBlock.of("$L", name);
            case Operand.Places(var name) -> CodeBlock.of("$L", name);
            case Operand.Absent() -> CodeBlock.of("$T.ABSENT", JavaTypes.runtime("tensor.Tensor"));
            case Operand.Number(int value) -> CodeBlock.of("$L", value);
        };
    }
}
