package dev.rsparse.compiler.emit.bytecode;

import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.RETURN;

import dev.rsparse.compiler.ir.RopeAngles;
import dev.rsparse.compiler.lower.Program;
import dev.rsparse.compiler.lower.Program.WorkspaceField;
import dev.rsparse.runtime.BufferPlan;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.kernel.Rope;
import java.util.List;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// The constants of a model's class and the code that makes them when it is loaded.
final class ConstantsWriter {

    /// Sites that one method makes: a class may have more than a method has room for.
    private static final int SITES = 64;

    private static final String SITE = Names.internal(ModelInfo.Site.class);

    private final ModelClass model;
    private final ClassVisitor type;

    ConstantsWriter(ModelClass model, ClassVisitor type) {
        this.model = model;
        this.type = type;
    }

    /// Writes the class's initialiser.
    void write() {
        List<ModelInfo.Site> sites = model.info().sites();
        for (int from = 0; from < sites.size(); from += SITES) {
            writeSites(from, Math.min(from + SITES, sites.size()));
        }
        MethodVisitor code = type.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
        code.visitCode();
        writeInfo(code);
        writePlan(code);
        code.visitInsn(RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    /// Pushes the facts of the model.
    static void info(MethodVisitor code, ModelClass model) {
        String descriptor = Names.object(Names.internal(ModelInfo.class));
        Instructions.staticField(code, model.name(), "INFO", descriptor);
    }

    private void writeInfo(MethodVisitor code) {
        ModelInfo info = model.info();
        RuntimeCalls.make(code, ModelInfo.class);
        code.visitLdcInsn(info.name());
        code.visitLdcInsn(info.policy());
        Instructions.push(code, info.thinPrompt());
        Instructions.push(code, info.firstDense());
        Instructions.push(code, info.vocabulary());
        Instructions.push(code, info.maxPositions());
        Instructions.push(code, info.beginToken());
        Instructions.push(code, info.endToken());
        pushSites(code, info.sites().size());
        Instructions.push(code, info.coveredElements());
        code.visitLdcInsn(info.nominalKept());
        code.visitLdcInsn(info.fingerprint());
        Instructions.push(code, info.threads());
        RuntimeCalls.push(code, info.kvCache());
        RuntimeCalls.construct(
                code,
                ModelInfo.class,
                String.class,
                String.class,
                boolean.class,
                boolean.class,
                int.class,
                int.class,
                int.class,
                int.class,
                List.class,
                long.class,
                double.class,
                String.class,
                int.class,
                CacheFormat.class);
        code.visitFieldInsn(Opcodes.PUTSTATIC, model.name(), "INFO", Names.object(Names.internal(ModelInfo.class)));
    }

    private void pushSites(MethodVisitor code, int count) {
        Instructions.push(code, count);
        code.visitTypeInsn(Opcodes.ANEWARRAY, SITE);
        for (int from = 0; from < count; from += SITES) {
            code.visitInsn(Opcodes.DUP);
            Instructions.callStatic(code, model.name(), "sites" + from, "([" + Names.object(SITE) + ")V");
        }
        RuntimeCalls.call(code, List.class, "of", Object[].class);
    }

    private void writeSites(int from, int to) {
        MethodVisitor code = type.visitMethod(
                ACC_PRIVATE | ACC_STATIC, "sites" + from, "([" + Names.object(SITE) + ")V", null, null);
        code.visitCode();
        for (int i = from; i < to; i++) {
            ModelInfo.Site site = model.info().sites().get(i);
            code.visitVarInsn(Opcodes.ALOAD, 0);
            Instructions.push(code, i);
            RuntimeCalls.make(code, ModelInfo.Site.class);
            code.visitLdcInsn(site.path());
            Instructions.push(code, site.in());
            Instructions.push(code, site.out());
            Instructions.push(code, site.rank());
            Instructions.push(code, site.unit());
            RuntimeCalls.construct(
                    code, ModelInfo.Site.class, String.class, int.class, int.class, int.class, int.class);
            code.visitInsn(Opcodes.AASTORE);
        }
        code.visitInsn(RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private void writePlan(MethodVisitor code) {
        RuntimeCalls.make(code, BufferPlan.class);
        RuntimeCalls.construct(code, BufferPlan.class);
        for (WorkspaceField field : model.program().fields()) {
            switch (field) {
                case WorkspaceField.Rows(var _, int width, boolean tail) ->
                    plan(code, tail ? "tailRows" : "rows", width);
                case WorkspaceField.GroupRows(var _, int width) -> plan(code, "groupRows", width);
                case WorkspaceField.Floats(var _, int length) -> plan(code, "floats", length);
                case WorkspaceField.Ones(var _, int length) -> plan(code, "ones", length);
                case WorkspaceField.Ints(var _, int length) -> plan(code, "ints", length);
                case WorkspaceField.All(var _, int count, int fused) -> plan(code, "all", count, fused);
                case WorkspaceField.Cuts(var _, int groups, int parts) -> plan(code, "cuts", groups, parts);
                case WorkspaceField.Order(var _, int count, int runs) -> plan(code, "order", count, runs);
            }
        }
        code.visitFieldInsn(Opcodes.PUTSTATIC, model.name(), "BUFFERS", Names.object(Names.internal(BufferPlan.class)));
    }

    private static void plan(MethodVisitor code, String method, int... extents) {
        Class<?>[] parameters = new Class<?>[extents.length];
        for (int i = 0; i < extents.length; i++) {
            Instructions.push(code, extents[i]);
            parameters[i] = int.class;
        }
        RuntimeCalls.call(code, BufferPlan.class, method, parameters);
    }

    /// Pushes a table of angles.
    static void rope(MethodVisitor code, ModelClass model, Program.RopeTable rope) {
        RuntimeCalls.make(code, Rope.class);
        Instructions.push(code, rope.headDim());
        if (rope.angles().isEmpty()) {
            code.visitLdcInsn(rope.theta());
        } else {
            RopeAngles angles = rope.angles().get();
            pushFloats(code, angles.frequencies());
            Instructions.push(code, angles.magnitude());
        }
        info(code, model);
        RuntimeCalls.call(code, ModelInfo.class, "maxPositions");
        if (rope.angles().isEmpty()) {
            RuntimeCalls.construct(code, Rope.class, int.class, double.class, int.class);
        } else {
            RuntimeCalls.construct(code, Rope.class, int.class, float[].class, float.class, int.class);
        }
    }

    private static void pushFloats(MethodVisitor code, List<Float> values) {
        Instructions.push(code, values.size());
        code.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_FLOAT);
        for (int i = 0; i < values.size(); i++) {
            code.visitInsn(Opcodes.DUP);
            Instructions.push(code, i);
            Instructions.push(code, values.get(i));
            code.visitInsn(Opcodes.FASTORE);
        }
    }
}
