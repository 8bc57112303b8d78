package dev.rsparse.compiler.emit.bytecode;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PROTECTED;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.RETURN;

import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.lower.Program;
import dev.rsparse.runtime.BufferPlan;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.WeightContainer;
import dev.rsparse.runtime.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// The fields of a model's class and the methods that every such class has.
final class ModelMembers {

    private static final String CONTAINER = Names.object(Names.internal(WeightContainer.class));

    private final ModelClass model;
    private final ClassVisitor type;

    ModelMembers(ModelClass model, ClassVisitor type) {
        this.model = model;
        this.type = type;
    }

    void write() {
        int constant = ACC_STATIC | ACC_FINAL;
        field(ACC_PUBLIC | constant, "INFO", Names.object(Names.internal(ModelInfo.class)));
        field(ACC_PRIVATE | constant, "BUFFERS", Names.object(Names.internal(BufferPlan.class)));
        field(ACC_PRIVATE | ACC_FINAL, "weights", Names.descriptor(Type.MEMORY));
        for (int i = 0; i < model.program().ropes().size(); i++) {
            field(ACC_PRIVATE | ACC_FINAL, "rope" + i, Names.descriptor(Type.ROPE));
        }
        new ConstantsWriter(model, type).write();
        constructor();
        if (!model.owners().hidden()) {
            factories();
        }
        new WorkspaceWriter(model, type).write();
        steps();
    }

    private void field(int access, String name, String descriptor) {
        type.visitField(access, name, descriptor, null, null).visitEnd();
    }

    private MethodVisitor begin(int access, String name, String descriptor, String... exceptions) {
        MethodVisitor code = type.visitMethod(access, name, descriptor, null, exceptions);
        code.visitCode();
        return code;
    }

    private static void end(MethodVisitor code, int returning) {
        code.visitInsn(returning);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private void constructor() {
        MethodVisitor code = begin(ACC_PRIVATE, "<init>", "(" + CONTAINER + ")V");
        code.visitVarInsn(ALOAD, 0);
        ConstantsWriter.info(code, model);
        code.visitVarInsn(ALOAD, 1);
        RuntimeCalls.construct(code, CompiledModel.class, ModelInfo.class, WeightContainer.class);
        code.visitVarInsn(ALOAD, 0);
        code.visitVarInsn(ALOAD, 1);
        RuntimeCalls.call(code, WeightContainer.class, "data");
        code.visitFieldInsn(Opcodes.PUTFIELD, model.name(), "weights", Names.descriptor(Type.MEMORY));
        for (int i = 0; i < model.program().ropes().size(); i++) {
            code.visitVarInsn(ALOAD, 0);
            ConstantsWriter.rope(code, model, model.program().ropes().get(i));
            code.visitFieldInsn(Opcodes.PUTFIELD, model.name(), "rope" + i, Names.descriptor(Type.ROPE));
        }
        end(code, RETURN);
    }

    /// Methods that return the class itself: no descriptor could name a hidden one.
    private void factories() {
        String result = Names.object(model.name());
        MethodVisitor of = begin(ACC_PUBLIC | ACC_STATIC, "of", "(" + CONTAINER + ")" + result);
        make(of, () -> of.visitVarInsn(ALOAD, 0));
        String path = Names.object(Names.internal(Path.class));
        MethodVisitor load =
                begin(ACC_PUBLIC | ACC_STATIC, "load", "(" + path + ")" + result, Names.internal(IOException.class));
        make(load, () -> {
            load.visitVarInsn(ALOAD, 0);
            RuntimeCalls.call(load, WeightContainer.class, "open", Path.class);
        });
    }

    private void make(MethodVisitor code, Runnable container) {
        code.visitTypeInsn(Opcodes.NEW, model.name());
        code.visitInsn(Opcodes.DUP);
        container.run();
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, model.name(), "<init>", "(" + CONTAINER + ")V", false);
        end(code, ARETURN);
    }

    /// What the runtime calls for each step, and which function that is.
    private void steps() {
        step("decode", Program.DECODE, "[III");
        step("prefill", Program.PREFILL, "[IIIIZZI");
        if (model.program().inputWidth().isPresent()) {
            MethodVisitor code = begin(ACC_PUBLIC, "inputWidth", "()I");
            Instructions.push(code, model.program().inputWidth().getAsInt());
            end(code, IRETURN);
        } else {
            step("decodeGroup", Program.GROUP, "[III");
        }
    }

    /// @param arguments one letter each behind the workspace, `[I` being two
    private void step(String method, String function, String arguments) {
        String workspace = Names.object(Names.internal(Workspace.class));
        MethodVisitor code = begin(ACC_PROTECTED, method, "(" + workspace + arguments + ")V");
        code.visitVarInsn(ALOAD, 0);
        code.visitVarInsn(ALOAD, 1);
        code.visitTypeInsn(Opcodes.CHECKCAST, Names.WORKSPACE);
        code.visitVarInsn(ALOAD, 2);
        int numbers = arguments.length() - "[I".length();
        for (int i = 0; i < numbers; i++) {
            code.visitVarInsn(ILOAD, 3 + i);
        }
        String descriptor = "(" + Names.object(Names.WORKSPACE) + arguments + ")V";
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, model.name(), function, descriptor, false);
        end(code, RETURN);
    }
}
