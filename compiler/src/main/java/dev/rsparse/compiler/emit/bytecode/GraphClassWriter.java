package dev.rsparse.compiler.emit.bytecode;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PROTECTED;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.PUTFIELD;
import static org.objectweb.asm.Opcodes.RETURN;

import dev.rsparse.compiler.onnx.program.GraphProgram;
import dev.rsparse.compiler.onnx.program.Operand;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.CompiledGraph;
import dev.rsparse.runtime.tensor.Constants;
import dev.rsparse.runtime.tensor.Loop;
import dev.rsparse.runtime.tensor.Port;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// A graph program as a class file with the same fields and methods as the source that
/// [dev.rsparse.compiler.emit.java.GraphEmitter] prints.
public final class GraphClassWriter {

    /// Fields that one method makes: a constructor has no room for those of a large graph.
    private static final int FIELDS = 100;

    private static final String TENSOR = Names.object(Names.internal(Tensor.class));
    private static final String TENSORS = "[" + TENSOR;
    private static final String CONSTANTS = Names.object(Names.internal(Constants.class));
    private static final String LIST = "Ljava/util/List;";
    private static final String PARENT = Names.internal(CompiledGraph.class);

    private final GraphProgram program;
    private final String name;
    private final ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    private final GraphFields fields;

    private GraphClassWriter(GraphProgram program, String name) {
        this.program = program;
        this.name = name;
        this.fields = new GraphFields(program);
    }

    /// The class file.
    ///
    /// @param name binary name
    /// @param hidden whether it is to be defined as a hidden class, which no method could name
    /// @param release Java version of the class file, at least [BytecodeEmitter#OLDEST_RELEASE]
    public static byte[] write(GraphProgram program, String name, boolean hidden, int release) {
        return new GraphClassWriter(program, name.replace('.', '/')).write(hidden, release);
    }

    private byte[] write(boolean hidden, int release) {
        int access = ACC_PUBLIC | ACC_FINAL | ACC_SUPER;
        type.visit(BytecodeEmitter.version(release), access, name, null, PARENT, new String[0]);
        List<Consumer<MethodVisitor>> constants = new ArrayList<>();
        List<Consumer<MethodVisitor>> others = new ArrayList<>();
        addFields(constants, others);
        makers("constants", "(" + CONSTANTS + ")V", constants);
        makers("fields", "()V", others);
        constructor(constants.size(), others.size());
        if (!hidden) {
            factories();
        }
        answers();
        program.methods().forEach((method, lines) -> {
            int visible = method.equals(GraphProgram.STEPS) ? ACC_PROTECTED : ACC_PRIVATE;
            MethodVisitor code = begin(visible, method, "()V");
            new LineWriter(fields, name, code).write(lines);
            end(code, RETURN);
        });
        type.visitEnd();
        return type.toByteArray();
    }

    private void addFields(List<Consumer<MethodVisitor>> constants, List<Consumer<MethodVisitor>> others) {
        fields.descriptors()
                .forEach((field, descriptor) -> type.visitField(ACC_PRIVATE, field, descriptor, null, null)
                        .visitEnd());
        program.constants()
                .keySet()
                .forEach(field -> constants.add(code -> put(code, field, () -> {
                    code.visitVarInsn(ALOAD, 1);
                    code.visitLdcInsn(field);
                    RuntimeCalls.call(code, Constants.class, "get", String.class);
                })));
        fields.buffers()
                .forEach(field -> others.add(code -> put(code, field, () -> {
                    RuntimeCalls.make(code, Tensor.class);
                    RuntimeCalls.construct(code, Tensor.class);
                })));
        program.loops()
                .forEach((field, stacks) -> others.add(code -> put(code, field, () -> {
                    RuntimeCalls.make(code, Loop.class);
                    Instructions.push(code, stacks);
                    RuntimeCalls.construct(code, Loop.class, int.class);
                })));
        array("inputPlaces", places(program.inputPlaces()), others);
        array("outputPlaces", places(program.outputPlaces()), others);
        program.lists().forEach(list -> array(list.name(), list.elements(), others));
        program.operators()
                .forEach(operator -> others.add(code ->
                        put(code, operator.name(), () -> new SettingsWriter(fields, name, code).make(operator))));
    }

    private static List<Operand> places(List<String> names) {
        return names.stream().<Operand>map(Operand.Place::new).toList();
    }

    private void array(String field, List<Operand> elements, List<Consumer<MethodVisitor>> makers) {
        makers.add(code -> put(code, field, () -> {
            Instructions.push(code, elements.size());
            code.visitTypeInsn(Opcodes.ANEWARRAY, Names.internal(Tensor.class));
            for (int i = 0; i < elements.size(); i++) {
                code.visitInsn(Opcodes.DUP);
                Instructions.push(code, i);
                new LineWriter(fields, name, code).push(elements.get(i));
                code.visitInsn(Opcodes.AASTORE);
            }
        }));
    }

    private void put(MethodVisitor code, String field, Runnable value) {
        code.visitVarInsn(ALOAD, 0);
        value.run();
        code.visitFieldInsn(PUTFIELD, name, field, fields.descriptor(field));
    }

    private void makers(String method, String descriptor, List<Consumer<MethodVisitor>> statements) {
        for (int from = 0; from < statements.size(); from += FIELDS) {
            MethodVisitor code = begin(ACC_PRIVATE, method + from / FIELDS, descriptor);
            statements
                    .subList(from, Math.min(from + FIELDS, statements.size()))
                    .forEach(statement -> statement.accept(code));
            end(code, RETURN);
        }
    }

    private MethodVisitor begin(int access, String method, String descriptor) {
        MethodVisitor code = type.visitMethod(access, method, descriptor, null, null);
        code.visitCode();
        return code;
    }

    private static void end(MethodVisitor code, int returning) {
        code.visitInsn(returning);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private void constructor(int constants, int others) {
        MethodVisitor code = begin(ACC_PRIVATE, "<init>", "(" + CONSTANTS + "I)V");
        code.visitVarInsn(ALOAD, 0);
        code.visitLdcInsn(program.name());
        code.visitLdcInsn(program.fingerprint());
        code.visitVarInsn(ALOAD, 1);
        code.visitVarInsn(ILOAD, 2);
        RuntimeCalls.construct(code, CompiledGraph.class, String.class, String.class, Constants.class, int.class);
        for (int from = 0; from < constants; from += FIELDS) {
            code.visitVarInsn(ALOAD, 0);
            code.visitVarInsn(ALOAD, 1);
            Instructions.callVirtual(code, name, "constants" + from / FIELDS, "(" + CONSTANTS + ")V");
        }
        for (int from = 0; from < others; from += FIELDS) {
            code.visitVarInsn(ALOAD, 0);
            Instructions.callVirtual(code, name, "fields" + from / FIELDS, "()V");
        }
        end(code, RETURN);
    }

    private void factories() {
        int access = ACC_PUBLIC | ACC_STATIC;
        factory(begin(access, "of", "(" + CONSTANTS + "I)" + Names.object(name)), false);
        String path = Names.object(Names.internal(Path.class));
        factory(begin(access, "load", "(" + path + "I)" + Names.object(name)), true);
    }

    private void factory(MethodVisitor code, boolean opens) {
        code.visitTypeInsn(Opcodes.NEW, name);
        code.visitInsn(Opcodes.DUP);
        code.visitVarInsn(ALOAD, 0);
        if (opens) {
            RuntimeCalls.call(code, Constants.class, "open", Path.class);
        }
        code.visitVarInsn(ILOAD, 1);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", "(" + CONSTANTS + "I)V", false);
        end(code, ARETURN);
    }

    private void answers() {
        int constant = ACC_PRIVATE | ACC_STATIC | ACC_FINAL;
        type.visitField(constant, "INPUTS", LIST, null, null).visitEnd();
        type.visitField(constant, "OUTPUTS", LIST, null, null).visitEnd();
        MethodVisitor code = begin(ACC_STATIC, "<clinit>", "()V");
        list(code, "INPUTS", Port.class, program.inputs(), port -> {
            code.visitLdcInsn(port.name());
            RuntimeCalls.push(code, port.type());
            code.visitLdcInsn(String.join(",", port.dims()));
            RuntimeCalls.call(code, Port.class, "of", String.class, ElementType.class, String.class);
        });
        list(code, "OUTPUTS", String.class, program.outputs(), code::visitLdcInsn);
        end(code, RETURN);
        answer("inputs", "INPUTS");
        answer("outputs", "OUTPUTS");
        answer("inputPlaces");
        answer("outputPlaces");
    }

    private <T> void list(MethodVisitor code, String field, Class<?> element, List<T> values, Consumer<T> push) {
        Instructions.push(code, values.size());
        code.visitTypeInsn(Opcodes.ANEWARRAY, Names.internal(element));
        for (int i = 0; i < values.size(); i++) {
            code.visitInsn(Opcodes.DUP);
            Instructions.push(code, i);
            push.accept(values.get(i));
            code.visitInsn(Opcodes.AASTORE);
        }
        code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/util/List", "of", "([Ljava/lang/Object;)" + LIST, true);
        code.visitFieldInsn(Opcodes.PUTSTATIC, name, field, LIST);
    }

    private void answer(String method, String field) {
        MethodVisitor code = begin(ACC_PUBLIC, method, "()" + LIST);
        code.visitFieldInsn(Opcodes.GETSTATIC, name, field, LIST);
        end(code, ARETURN);
    }

    private void answer(String places) {
        MethodVisitor code = begin(ACC_PROTECTED, places, "()" + TENSORS);
        code.visitVarInsn(ALOAD, 0);
        code.visitFieldInsn(GETFIELD, name, places, TENSORS);
        end(code, ARETURN);
    }
}
