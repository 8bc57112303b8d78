package dev.rsparse.compiler.emit.bytecode;

import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.kernel.Stmt;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.kernel.Var;
import java.util.List;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// One function as a method. Loops have the shape that Java's compiler gives them, which HotSpot knows best.
final class FunctionWriter {

    private static final int MOST_LINES = 0xFFFF;

    private final ModelClass model;
    private final Function function;
    private final FramingVisitor code;
    private final Locals locals;
    private final ExpressionWriter expressions;

    private FunctionWriter(ModelClass model, Function function, MethodVisitor method) {
        this.model = model;
        this.function = function;
        this.code = new FramingVisitor(method);
        this.locals = new Locals(code, function.member() ? model.name() : null);
        this.expressions = new ExpressionWriter(model, code, locals);
    }

    /// Adds the method to its class. Members are private; kernels are not, since classes beside theirs call them.
    static void write(ModelClass model, Function function, ClassVisitor type) {
        MethodVisitor method = type.visitMethod(
                function.member() ? Opcodes.ACC_PRIVATE : Opcodes.ACC_STATIC,
                function.name(),
                Names.method(function.parameters(), function.result()),
                null,
                null);
        new FunctionWriter(model, function, method).write();
    }

    private void write() {
        code.visitCode();
        Label start = new Label();
        code.visitLabel(start);
        int mark = locals.enter();
        function.parameters().forEach(locals::declare);
        line(model.listing().open(function), start);
        boolean falls = block(function.body());
        if (falls) {
            code.visitInsn(Opcodes.RETURN);
        }
        locals.leave(mark);
        Label end = new Label();
        code.visitLabel(end);
        model.listing().close();
        if (function.member()) {
            code.visitLocalVariable("this", Names.object(model.name()), null, start, end, 0);
        }
        locals.writeTable(code);
        code.visitMaxs(0, 0);
        code.visitEnd();
        model.sized(function, end.getOffset());
    }

    /// Names a line of the listing. Class files have 16 bits for it; what stands further down has none.
    private void line(int number, Label at) {
        if (number <= MOST_LINES) {
            code.visitLineNumber(number, at);
        }
    }

    /// Writes statements; whether what follows them is reached.
    private boolean block(List<Stmt> statements) {
        boolean falls = true;
        for (Stmt statement : statements) {
            falls = write(statement);
        }
        return falls;
    }

    private boolean write(Stmt statement) {
        Label here = new Label();
        code.visitLabel(here);
        line(model.listing().add(statement), here);
        switch (statement) {
            case Stmt.Declare(var var, var value, var _) -> {
                expressions.write(value);
                // The slot is taken after the value: a variable does not live in its own initialiser.
                code.visitVarInsn(Names.opcode(var.type(), Opcodes.ISTORE), locals.next());
                locals.declare(var);
            }
            case Stmt.Assign(var var, var value) -> {
                expressions.write(value);
                store(var);
            }
            case Stmt.For loop -> writeLoop(loop);
            case Stmt.If choice -> {
                return writeChoice(choice);
            }
            case Stmt.StoreVector store -> storeVector(store);
            case Stmt.StoreElement(var array, var index, var value) -> {
                expressions.write(array);
                expressions.write(index);
                expressions.write(value);
                code.visitInsn(Names.opcode(value.type(), Opcodes.IASTORE));
            }
            case Stmt.Invoke(var call) -> {
                expressions.write(call);
                discard(call.type());
            }
            case Stmt.Return(var value) -> {
                expressions.write(value);
                code.visitInsn(Names.opcode(value.type(), Opcodes.IRETURN));
                return false;
            }
            case Stmt.Comment _ -> {}
        }
        return true;
    }

    private void store(Var var) {
        code.visitVarInsn(Names.opcode(var.type(), Opcodes.ISTORE), locals.slot(var));
    }

    private void discard(Type type) {
        if (type == Type.I64) {
            code.visitInsn(Opcodes.POP2);
        } else if (type != Type.NOTHING) {
            code.visitInsn(Opcodes.POP);
        }
    }

    private void storeVector(Stmt.StoreVector store) {
        expressions.write(store.vector());
        expressions.write(store.array());
        expressions.write(store.index());
        boolean floats = store.vector().type() == Type.VECTOR;
        Instructions.callVirtual(
                code, floats ? Names.FLOAT_VECTOR : Names.INT_VECTOR, "intoArray", floats ? "([FI)V" : "([II)V");
    }

    private void writeLoop(Stmt.For loop) {
        int mark = locals.enter();
        expressions.write(loop.from());
        code.visitVarInsn(Opcodes.ISTORE, locals.next());
        int index = locals.declare(loop.index());
        Label head = new Label();
        Label end = new Label();
        code.visitLabel(head);
        locals.frame();
        code.visitVarInsn(Opcodes.ILOAD, index);
        expressions.write(loop.to());
        code.visitJumpInsn(Opcodes.IF_ICMPGE, end);
        int body = locals.enter();
        block(loop.body());
        locals.leave(body);
        step(loop, index);
        code.visitJumpInsn(Opcodes.GOTO, head);
        locals.leave(mark);
        code.visitLabel(end);
        locals.frame();
        model.listing().close();
    }

    private void step(Stmt.For loop, int index) {
        if (loop.step() instanceof Expr.ConstInt(int by) && by == (short) by) {
            code.visitIincInsn(index, by);
        } else {
            code.visitVarInsn(Opcodes.ILOAD, index);
            expressions.write(loop.step());
            code.visitInsn(Opcodes.IADD);
            code.visitVarInsn(Opcodes.ISTORE, index);
        }
    }

    private boolean writeChoice(Stmt.If choice) {
        Label otherwise = new Label();
        Label end = new Label();
        if (choice.condition() instanceof Expr.IsZero(var value)) {
            expressions.write(value);
            code.visitJumpInsn(Opcodes.IFNE, otherwise);
        } else {
            expressions.write(choice.condition());
            code.visitJumpInsn(Opcodes.IFEQ, otherwise);
        }
        boolean falls = nested(choice.then());
        boolean hasElse = !choice.otherwise().isEmpty();
        if (hasElse && falls) {
            code.visitJumpInsn(Opcodes.GOTO, end);
        }
        code.visitLabel(otherwise);
        locals.frame();
        if (hasElse) {
            model.listing().otherwise();
            boolean elseFalls = nested(choice.otherwise());
            code.visitLabel(end);
            if (falls) {
                locals.frame();
            }
            falls |= elseFalls;
        } else {
            falls = true;
        }
        model.listing().close();
        return falls;
    }

    private boolean nested(List<Stmt> statements) {
        int mark = locals.enter();
        boolean falls = block(statements);
        locals.leave(mark);
        return falls;
    }
}
