package dev.rsparse.compiler.emit.java;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Stmt;
import java.util.List;

/// Kernel IR statements as Java statements.
final class StatementPrinter {

    private final ClassName workspace;
    private final CodeBlock.Builder code = CodeBlock.builder();

    private StatementPrinter(ClassName workspace) {
        this.workspace = workspace;
    }

    static CodeBlock print(List<Stmt> statements, ClassName workspace) {
        StatementPrinter printer = new StatementPrinter(workspace);
        statements.forEach(printer::add);
        return printer.code.build();
    }

    private void add(Stmt statement) {
        switch (statement) {
            case Stmt.Declare(var var, var value, boolean mutable) ->
                code.addStatement(
                        "$L$T $L = $L",
                        mutable ? "" : "final ",
                        JavaTypes.of(var.type(), workspace),
                        var.name(),
                        ExpressionPrinter.print(value));
            case Stmt.Assign(var var, var value) ->
                code.addStatement("$L = $L", var.name(), ExpressionPrinter.print(value));
            case Stmt.For loop -> addLoop(loop);
            case Stmt.If choice -> addChoice(choice);
            case Stmt.StoreVector(var array, var index, var vector) ->
                code.addStatement(
                        "$L.intoArray($L, $L)",
                        ExpressionPrinter.print(vector),
                        ExpressionPrinter.print(array),
                        ExpressionPrinter.print(index));
            case Stmt.StoreElement(var array, var index, var value) ->
                code.addStatement(
                        "$L[$L] = $L",
                        ExpressionPrinter.print(array),
                        ExpressionPrinter.print(index),
                        ExpressionPrinter.print(value));
            case Stmt.Invoke(var call) -> code.addStatement("$L", ExpressionPrinter.print(call));
            case Stmt.Return(var value) -> code.addStatement("return $L", ExpressionPrinter.print(value));
            case Stmt.Comment(var text) -> code.add("// $L\n", text);
        }
    }

    private void addLoop(Stmt.For loop) {
        String index = loop.index().name();
        CodeBlock step = loop.step() instanceof Expr.ConstInt(int by) && by == 1
                ? CodeBlock.of("$L++", index)
                : CodeBlock.of("$L += $L", index, ExpressionPrinter.print(loop.step()));
        code.beginControlFlow(
                "for (int $L = $L; $L < $L; $L)",
                index,
                ExpressionPrinter.print(loop.from()),
                index,
                ExpressionPrinter.print(loop.to()),
                step);
        loop.body().forEach(this::add);
        code.endControlFlow();
    }

    private void addChoice(Stmt.If choice) {
        code.beginControlFlow("if ($L)", ExpressionPrinter.print(choice.condition()));
        choice.then().forEach(this::add);
        if (!choice.otherwise().isEmpty()) {
            code.nextControlFlow("else");
            choice.otherwise().forEach(this::add);
        }
        code.endControlFlow();
    }
}
