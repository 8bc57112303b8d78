package dev.rsparse.compiler.emit.bytecode;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Shorter names for groups of instructions.
final class Instructions {

    private Instructions() {}

    /// The shortest instruction that pushes an int.
    static void push(MethodVisitor code, int value) {
        if (value >= -1 && value <= 5) {
            code.visitInsn(Opcodes.ICONST_0 + value);
        } else if (value == (byte) value) {
            code.visitIntInsn(Opcodes.BIPUSH, value);
        } else if (value == (short) value) {
            code.visitIntInsn(Opcodes.SIPUSH, value);
        } else {
            code.visitLdcInsn(value);
        }
    }

    static void push(MethodVisitor code, long value) {
        if (value == 0 || value == 1) {
            code.visitInsn(Opcodes.LCONST_0 + (int) value);
        } else {
            code.visitLdcInsn(value);
        }
    }

    static void push(MethodVisitor code, float value) {
        code.visitLdcInsn(value);
    }

    static void push(MethodVisitor code, boolean value) {
        code.visitInsn(value ? Opcodes.ICONST_1 : Opcodes.ICONST_0);
    }

    static void staticField(MethodVisitor code, String owner, String name, String descriptor) {
        code.visitFieldInsn(Opcodes.GETSTATIC, owner, name, descriptor);
    }

    static void callStatic(MethodVisitor code, String owner, String name, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }

    static void callVirtual(MethodVisitor code, String owner, String name, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, name, descriptor, false);
    }
}
