package dev.rsparse.compiler.emit.bytecode;

import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.kernel.Var;
import dev.rsparse.runtime.ArrayWorkspace;
import dev.rsparse.runtime.KvCache;
import dev.rsparse.runtime.Probe;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.kernel.Rope;
import dev.rsparse.runtime.kernel.VectorMath;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.objectweb.asm.Opcodes;

/// Kernel IR types and classes as a class file names them.
final class Names {

    static final String WORKSPACE = internal(ArrayWorkspace.class);
    static final String MEMORY = internal(MemorySegment.class);
    static final String VECTOR_MATH = internal(VectorMath.class);
    static final String FLOAT_VECTOR = "jdk/incubator/vector/FloatVector";
    static final String INT_VECTOR = "jdk/incubator/vector/IntVector";
    static final String MASK = "jdk/incubator/vector/VectorMask";
    static final String SPECIES = "jdk/incubator/vector/VectorSpecies";

    private Names() {}

    static String internal(Class<?> type) {
        return org.objectweb.asm.Type.getInternalName(type);
    }

    /// The descriptor of a class with that internal name.
    static String object(String internalName) {
        return "L" + internalName + ";";
    }

    static String descriptor(Type type) {
        return switch (type) {
            case NOTHING -> "V";
            case BOOL -> "Z";
            case I32 -> "I";
            case I64 -> "J";
            case F32 -> "F";
            case FLOATS -> "[F";
            case INTS -> "[I";
            case LONGS -> "[J";
            case MEMORY, VECTOR, WORDS, MASK, WORKSPACE, CACHE, ROPE, PROBE, LAYOUT -> object(owner(type));
        };
    }

    private static String owner(Type type) {
        return switch (type) {
            case MEMORY -> MEMORY;
            case VECTOR -> FLOAT_VECTOR;
            case WORDS -> INT_VECTOR;
            case MASK -> MASK;
            case WORKSPACE -> WORKSPACE;
            case CACHE -> internal(KvCache.class);
            case ROPE -> internal(Rope.class);
            case PROBE -> internal(Probe.class);
            case LAYOUT -> internal(StripLayout.class);
            case NOTHING, BOOL, I32, I64, F32, FLOATS, INTS, LONGS ->
                throw new IllegalArgumentException(type + " is no class");
        };
    }

    /// What a stack map frame says of a variable.
    static Object frameType(Type type) {
        return switch (type) {
            case BOOL, I32 -> Opcodes.INTEGER;
            case I64 -> Opcodes.LONG;
            case F32 -> Opcodes.FLOAT;
            case FLOATS, INTS, LONGS -> descriptor(type);
            case MEMORY, VECTOR, WORDS, MASK, WORKSPACE, CACHE, ROPE, PROBE, LAYOUT -> owner(type);
            case NOTHING -> throw new IllegalArgumentException("a variable of nothing");
        };
    }

    static String method(List<Var> parameters, Type result) {
        StringBuilder descriptor = new StringBuilder("(");
        parameters.forEach(parameter -> descriptor.append(descriptor(parameter.type())));
        return descriptor.append(")").append(descriptor(result)).toString();
    }

    /// The opcode for `type` of a family such as [Opcodes#ILOAD] or [Opcodes#IADD].
    static int opcode(Type type, int family) {
        return org.objectweb.asm.Type.getType(descriptor(type)).getOpcode(family);
    }
}
