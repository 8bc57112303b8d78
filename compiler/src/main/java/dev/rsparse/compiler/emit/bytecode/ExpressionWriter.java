package dev.rsparse.compiler.emit.bytecode;

import dev.rsparse.compiler.kernel.Callee;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.kernel.Type;
import java.lang.reflect.Method;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Kernel IR expressions as instructions that leave their value on the stack.
final class ExpressionWriter {

    private final ModelClass model;
    private final MethodVisitor code;
    private final Locals locals;
    private final VectorWriter vectors;

    ExpressionWriter(ModelClass model, MethodVisitor code, Locals locals) {
        this.model = model;
        this.code = code;
        this.locals = locals;
        this.vectors = new VectorWriter(code, this::write);
    }

    void write(Expr expr) {
        switch (expr) {
            case Expr.Plain plain -> plain(plain);
            case Expr.Vector vector -> vectors.write(vector);
        }
    }

    private void plain(Expr.Plain expr) {
        switch (expr) {
            case Expr.Ref(var var) -> code.visitVarInsn(Names.opcode(var.type(), Opcodes.ILOAD), locals.slot(var));
            case Expr.ConstInt(int value) -> Instructions.push(code, value);
            case Expr.ConstLong(long value) -> Instructions.push(code, value);
            case Expr.ConstFloat(float value) -> Instructions.push(code, value);
            case Expr.Layout(var layout) -> {
                String descriptor = Names.descriptor(Type.LAYOUT);
                String owner = Names.internal(layout.getDeclaringClass());
                Instructions.staticField(code, owner, layout.name(), descriptor);
            }
            case Expr.Lanes() -> Instructions.staticField(code, Names.VECTOR_MATH, "LANES", "I");
            case Expr.Arith arith -> arith(arith);
            case Expr.IsZero(var value) -> isZero(value);
            case Expr.Min(var left, var right) -> ofMath("min", left, right);
            case Expr.Max(var left, var right) -> ofMath("max", left, right);
            case Expr.Widen(var value) -> {
                write(value);
                code.visitInsn(Opcodes.I2L);
            }
            case Expr.Element(var array, var index) -> {
                write(array);
                write(index);
                code.visitInsn(Names.opcode(expr.type(), Opcodes.IALOAD));
            }
            case Expr.Part part -> part(part);
            case Expr.Own(var name, var type) -> {
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitFieldInsn(Opcodes.GETFIELD, model.name(), name, Names.descriptor(type));
            }
            case Expr.Call call -> call(call);
        }
    }

    private void arith(Expr.Arith arith) {
        write(arith.left());
        write(arith.right());
        int family = switch (arith.op()) {
            case ADD -> Opcodes.IADD;
            case SUB -> Opcodes.ISUB;
            case MUL -> Opcodes.IMUL;
            case DIV -> Opcodes.IDIV;
            case REM -> Opcodes.IREM;
            case AND -> Opcodes.IAND;
        };
        code.visitInsn(Names.opcode(arith.type(), family));
    }

    /// Without a jump, for which the stack would have to be empty: of `x | -x` the sign is 0 for 0 alone.
    private void isZero(Expr value) {
        write(value);
        code.visitInsn(Opcodes.DUP);
        code.visitInsn(Opcodes.INEG);
        code.visitInsn(Opcodes.IOR);
        Instructions.push(code, 31);
        code.visitInsn(Opcodes.IUSHR);
        Instructions.push(code, 1);
        code.visitInsn(Opcodes.IXOR);
    }

    private void ofMath(String name, Expr left, Expr right) {
        write(left);
        write(right);
        Instructions.callStatic(code, "java/lang/Math", name, "(II)I");
    }

    private void part(Expr.Part part) {
        code.visitVarInsn(Opcodes.ALOAD, locals.slot(part.workspace()));
        boolean floats = part.type() == Type.FLOATS;
        code.visitFieldInsn(Opcodes.GETFIELD, Names.WORKSPACE, floats ? "floats" : "ints", floats ? "[[F" : "[[I");
        Instructions.push(code, model.buffer(part.name()));
        code.visitInsn(Opcodes.AALOAD);
    }

    private void call(Expr.Call call) {
        switch (call.callee()) {
            case Callee.Emitted(var name, var _) -> {
                Function kernel = model.owners().function(name);
                call.arguments().forEach(this::write);
                Instructions.callStatic(
                        code, model.owners().of(kernel), name, Names.method(kernel.parameters(), kernel.result()));
            }
            case Callee.Member(var name) -> {
                Function member = model.owners().function(name);
                code.visitVarInsn(Opcodes.ALOAD, 0);
                call.arguments().forEach(this::write);
                code.visitMethodInsn(
                        Opcodes.INVOKEVIRTUAL,
                        model.name(),
                        name,
                        Names.method(member.parameters(), member.result()),
                        false);
            }
            case Callee.Routine routine -> routine(routine, call.arguments());
        }
    }

    private void routine(Callee.Routine routine, List<Expr> arguments) {
        arguments.forEach(this::write);
        Method method = model.routines()
                .find(routine, routine.onInstance() ? arguments.subList(1, arguments.size()) : arguments);
        boolean ofInterface = method.getDeclaringClass().isInterface();
        int opcode = ofInterface ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
        code.visitMethodInsn(
                routine.onInstance() ? opcode : Opcodes.INVOKESTATIC,
                Names.internal(method.getDeclaringClass()),
                method.getName(),
                org.objectweb.asm.Type.getMethodDescriptor(method),
                ofInterface);
    }
}
