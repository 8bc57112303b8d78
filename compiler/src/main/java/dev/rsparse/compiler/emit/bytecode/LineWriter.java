package dev.rsparse.compiler.emit.bytecode;

import dev.rsparse.compiler.onnx.program.Line;
import dev.rsparse.compiler.onnx.program.Operand;
import dev.rsparse.runtime.tensor.Loop;
import dev.rsparse.runtime.tensor.Tensor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Lines of a graph program as instructions. Between lines the stack is empty and there is no variable but `this`,
/// so all frames are alike.
final class LineWriter {

    private final GraphFields fields;
    private final String name;
    private final FramingVisitor code;

    LineWriter(GraphFields fields, String name, MethodVisitor code) {
        this.fields = fields;
        this.name = name;
        this.code = new FramingVisitor(code);
    }

    /// Writes lines, and sees to it that jumps to their end arrive at an instruction.
    void write(List<Line> lines) {
        block(lines);
        code.visitInsn(Opcodes.NOP);
    }

    private void block(List<Line> lines) {
        lines.forEach(this::write);
    }

    private void write(Line line) {
        switch (line) {
            case Line.Call call -> {
                field(call.receiver());
                call.arguments().forEach(this::push);
                invoke(call);
            }
            case Line.Choose choose -> choose(choose);
            case Line.Repeat repeat -> repeat(repeat);
            case Line.Part(var part) -> {
                code.visitVarInsn(Opcodes.ALOAD, 0);
                Instructions.callVirtual(code, name, part, "()V");
            }
        }
    }

    private void invoke(Line.Call call) {
        Method method = Arrays.stream(call.owner().getMethods())
                .filter(each -> each.getName().equals(call.method()))
                .filter(each -> each.getParameterCount() == call.arguments().size())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the runtime has no " + call));
        Instructions.callVirtual(
                code, Names.internal(call.owner()), call.method(), org.objectweb.asm.Type.getMethodDescriptor(method));
    }

    /// Pushes what a call is given.
    void push(Operand operand) {
        switch (operand) {
            case Operand.Place(var field) -> field(field);
            case Operand.Places(var field) -> field(field);
            case Operand.Absent() -> {
                String tensor = Names.internal(Tensor.class);
                Instructions.staticField(code, tensor, "ABSENT", Names.object(tensor));
            }
            case Operand.Number(int value) -> Instructions.push(code, value);
        }
    }

    private void field(String field) {
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitFieldInsn(Opcodes.GETFIELD, name, field, fields.descriptor(field));
    }

    private void choose(Line.Choose choose) {
        Label otherwise = new Label();
        Label end = new Label();
        field(choose.condition());
        RuntimeCalls.call(code, Tensor.class, "isTrue");
        code.visitJumpInsn(Opcodes.IFEQ, otherwise);
        block(choose.then());
        code.visitJumpInsn(Opcodes.GOTO, end);
        arrive(otherwise);
        block(choose.otherwise());
        arrive(end);
    }

    private void repeat(Line.Repeat repeat) {
        Label head = new Label();
        Label end = new Label();
        arrive(head);
        field(repeat.loop());
        push(repeat.number());
        push(repeat.condition());
        RuntimeCalls.call(code, Loop.class, "next", Tensor.class, Tensor.class);
        code.visitJumpInsn(Opcodes.IFEQ, end);
        block(repeat.body());
        code.visitJumpInsn(Opcodes.GOTO, head);
        arrive(end);
    }

    private void arrive(Label label) {
        code.visitLabel(label);
        code.frame(new Object[] {name});
    }
}
