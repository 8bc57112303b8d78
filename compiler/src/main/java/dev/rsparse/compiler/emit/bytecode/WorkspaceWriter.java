package dev.rsparse.compiler.emit.bytecode;

import static org.objectweb.asm.Opcodes.ACC_PROTECTED;

import dev.rsparse.compiler.ir.Scoring;
import dev.rsparse.compiler.lower.Program;
import dev.rsparse.runtime.ArrayWorkspace;
import dev.rsparse.runtime.BufferPlan;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.KvCache;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.Workspace;
import java.util.List;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// The method that makes a session's buffers and caches.
final class WorkspaceWriter {

    private final ModelClass model;
    private final ClassVisitor type;

    WorkspaceWriter(ModelClass model, ClassVisitor type) {
        this.model = model;
        this.type = type;
    }

    void write() {
        String result = Names.object(Names.internal(Workspace.class));
        MethodVisitor code = type.visitMethod(ACC_PROTECTED, "newWorkspace", "(II)" + result, null, null);
        code.visitCode();
        RuntimeCalls.make(code, ArrayWorkspace.class);
        String plan = Names.object(Names.internal(BufferPlan.class));
        Instructions.staticField(code, model.name(), "BUFFERS", plan);
        pushCaches(code);
        Program program = model.program();
        Instructions.push(code, program.sites().size());
        code.visitVarInsn(Opcodes.ILOAD, 2);
        Instructions.push(code, model.buffer(program.logits()));
        int vocabulary =
                program.schedule().graph().outputs().getFirst().value().type().size(-1);
        Instructions.push(code, StripLayout.padded(vocabulary));
        RuntimeCalls.construct(
                code, ArrayWorkspace.class, BufferPlan.class, List.class, int.class, int.class, int.class, int.class);
        code.visitInsn(Opcodes.ARETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private void pushCaches(MethodVisitor code) {
        List<Program.Cache> caches = model.program().caches();
        Instructions.push(code, caches.size());
        code.visitTypeInsn(Opcodes.ANEWARRAY, Names.internal(KvCache.class));
        for (int i = 0; i < caches.size(); i++) {
            code.visitInsn(Opcodes.DUP);
            Instructions.push(code, i);
            pushCache(code, caches.get(i));
            code.visitInsn(Opcodes.AASTORE);
        }
        RuntimeCalls.call(code, List.class, "of", Object[].class);
    }

    private void pushCache(MethodVisitor code, Program.Cache cache) {
        ConstantsWriter.info(code, model);
        RuntimeCalls.call(code, ModelInfo.class, "kvCache");
        Instructions.push(code, cache.heads());
        Instructions.push(code, cache.kvHeads());
        Instructions.push(code, cache.headDim());
        code.visitVarInsn(Opcodes.ILOAD, 1);
        RuntimeCalls.call(code, KvCache.class, "of", CacheFormat.class, int.class, int.class, int.class, int.class);
        if (!cache.isPlain()) {
            Scoring scoring = cache.scoring();
            Instructions.push(code, scoring.scale());
            Instructions.push(code, scoring.window());
            Instructions.push(code, scoring.cap());
            RuntimeCalls.call(code, KvCache.class, "scored", float.class, int.class, float.class);
        }
    }
}
