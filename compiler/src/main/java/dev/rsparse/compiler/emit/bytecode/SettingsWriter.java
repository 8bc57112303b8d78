package dev.rsparse.compiler.emit.bytecode;

import dev.rsparse.compiler.onnx.program.GraphProgram;
import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.CompiledGraph;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Makes an operator, with what it is made with.
final class SettingsWriter {

    private final GraphFields fields;
    private final String name;
    private final MethodVisitor code;

    SettingsWriter(GraphFields fields, String name, MethodVisitor code) {
        this.fields = fields;
        this.name = name;
        this.code = code;
    }

    /// Pushes the operator.
    void make(GraphProgram.OperatorField operator) {
        RuntimeCalls.make(code, operator.type());
        RuntimeCalls.make(code, Settings.class);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        Instructions.callVirtual(
                code,
                Names.internal(CompiledGraph.class),
                "workers",
                "()" + Names.object(Names.internal(Workers.class)));
        Instructions.push(code, operator.version());
        RuntimeCalls.construct(code, Settings.class, Workers.class, int.class);
        operator.attributes().forEach((key, value) -> {
            code.visitLdcInsn(key);
            Class<?> type = push(value, operator.tensors().get(key));
            RuntimeCalls.call(code, Settings.class, "with", String.class, type);
        });
        RuntimeCalls.construct(code, operator.type(), Settings.class);
    }

    /// Pushes an attribute.
    ///
    /// @param field that holds it when it is a tensor
    /// @return its type
    private Class<?> push(Object value, String field) {
        return switch (value) {
            case Long number -> {
                Instructions.push(code, number.longValue());
                yield long.class;
            }
            case Float number -> {
                Instructions.push(code, number.floatValue());
                yield float.class;
            }
            case String text -> {
                code.visitLdcInsn(text);
                yield String.class;
            }
            case long[] numbers -> {
                begin(numbers.length, Opcodes.T_LONG);
                for (int i = 0; i < numbers.length; i++) {
                    next(i);
                    Instructions.push(code, numbers[i]);
                    code.visitInsn(Opcodes.LASTORE);
                }
                yield long[].class;
            }
            case float[] numbers -> {
                begin(numbers.length, Opcodes.T_FLOAT);
                for (int i = 0; i < numbers.length; i++) {
                    next(i);
                    Instructions.push(code, numbers[i]);
                    code.visitInsn(Opcodes.FASTORE);
                }
                yield float[].class;
            }
            case Tensor _ -> {
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitFieldInsn(Opcodes.GETFIELD, name, field, fields.descriptor(field));
                yield Tensor.class;
            }
            default -> throw new IllegalStateException("no attribute: " + value);
        };
    }

    private void begin(int length, int type) {
        Instructions.push(code, length);
        code.visitIntInsn(Opcodes.NEWARRAY, type);
    }

    private void next(int index) {
        code.visitInsn(Opcodes.DUP);
        Instructions.push(code, index);
    }
}
