package dev.rsparse.compiler.emit.bytecode;

import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Holds a stack map frame back until an instruction follows. Blocks that end at one place would give that place
/// several frames; the outermost, which comes last and knows the fewest variables, is the one all jumps agree on.
final class FramingVisitor extends MethodVisitor {

    private Object[] pending;

    FramingVisitor(MethodVisitor next) {
        super(Opcodes.ASM9, next);
    }

    /// Here the variables are `locals` and the stack is empty.
    void frame(Object[] locals) {
        pending = locals;
    }

    private void flush() {
        if (pending != null) {
            super.visitFrame(Opcodes.F_NEW, pending.length, pending, 0, new Object[0]);
            pending = null;
        }
    }

    @Override
    public void visitInsn(int opcode) {
        flush();
        super.visitInsn(opcode);
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
        flush();
        super.visitIntInsn(opcode, operand);
    }

    @Override
    public void visitVarInsn(int opcode, int slot) {
        flush();
        super.visitVarInsn(opcode, slot);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        flush();
        super.visitTypeInsn(opcode, type);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        flush();
        super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        flush();
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
        flush();
        super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
        flush();
        super.visitJumpInsn(opcode, label);
    }

    @Override
    public void visitLdcInsn(Object value) {
        flush();
        super.visitLdcInsn(value);
    }

    @Override
    public void visitIincInsn(int slot, int increment) {
        flush();
        super.visitIincInsn(slot, increment);
    }
}
