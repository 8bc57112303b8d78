package dev.rsparse.compiler.emit.bytecode;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Calls of methods that this process has too, so that their descriptors need not be written out.
final class RuntimeCalls {

    private RuntimeCalls() {}

    /// Calls a static or instance method.
    static void call(MethodVisitor code, Class<?> owner, String name, Class<?>... parameters) {
        try {
            Method method = owner.getMethod(name, parameters);
            boolean isStatic = Modifier.isStatic(method.getModifiers());
            int onInstance = owner.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
            code.visitMethodInsn(
                    isStatic ? Opcodes.INVOKESTATIC : onInstance,
                    Names.internal(owner),
                    name,
                    Type.getMethodDescriptor(method),
                    owner.isInterface());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("the runtime is not as expected", e);
        }
    }

    /// Calls a constructor on an object that is new.
    static void construct(MethodVisitor code, Class<?> owner, Class<?>... parameters) {
        try {
            code.visitMethodInsn(
                    Opcodes.INVOKESPECIAL,
                    Names.internal(owner),
                    "<init>",
                    Type.getConstructorDescriptor(owner.getDeclaredConstructor(parameters)),
                    false);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("the runtime is not as expected", e);
        }
    }

    /// Pushes a new object; its constructor's arguments and [#construct] follow.
    static void make(MethodVisitor code, Class<?> type) {
        code.visitTypeInsn(Opcodes.NEW, Names.internal(type));
        code.visitInsn(Opcodes.DUP);
    }

    /// Pushes a constant of an enum.
    static void push(MethodVisitor code, Enum<?> constant) {
        String owner = Names.internal(constant.getDeclaringClass());
        Instructions.staticField(code, owner, constant.name(), Names.object(owner));
    }
}
