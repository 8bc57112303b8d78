package dev.rsparse.compiler.emit.java;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import dev.rsparse.compiler.kernel.Type;
import java.lang.foreign.MemorySegment;

/// Kernel IR types and runtime classes as Java names.
final class JavaTypes {

    static final String RUNTIME = "dev.rsparse.runtime";
    static final String VECTORS = "jdk.incubator.vector";

    static final ClassName FLOAT_VECTOR = ClassName.get(VECTORS, "FloatVector");
    static final ClassName INT_VECTOR = ClassName.get(VECTORS, "IntVector");
    static final ClassName VECTOR_SPECIES = ClassName.get(VECTORS, "VectorSpecies");
    static final ClassName VECTOR_MASK = ClassName.get(VECTORS, "VectorMask");
    static final ClassName VECTOR_OPERATORS = ClassName.get(VECTORS, "VectorOperators");

    static final ClassName COMPILED_MODEL = runtime("CompiledModel");
    static final ClassName MODEL_INFO = runtime("ModelInfo");
    static final ClassName WORKSPACE = runtime("Workspace");
    static final ClassName WEIGHT_CONTAINER = runtime("WeightContainer");
    static final ClassName KV_CACHE = runtime("KvCache");
    static final ClassName CACHE_FORMAT = runtime("CacheFormat");
    static final ClassName STRIP_LAYOUT = runtime("StripLayout");
    static final ClassName VECTOR_MATH = runtime("kernel.VectorMath");
    static final ClassName ROPE = runtime("kernel.Rope");

    private JavaTypes() {}

    /// A class below the runtime's root package, such as `kernel.Rope`.
    static ClassName runtime(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0
                ? ClassName.get(RUNTIME, path)
                : ClassName.get(RUNTIME + "." + path.substring(0, dot), path.substring(dot + 1));
    }

    /// The Java type of a kernel IR type; `workspace` is the class emitted for the model at hand.
    static TypeName of(Type type, ClassName workspace) {
        return switch (type) {
            case NOTHING -> TypeName.VOID;
            case BOOL -> TypeName.BOOLEAN;
            case I32 -> TypeName.INT;
            case I64 -> TypeName.LONG;
            case F32 -> TypeName.FLOAT;
            case FLOATS -> ArrayTypeName.of(TypeName.FLOAT);
            case INTS -> ArrayTypeName.of(TypeName.INT);
            case LONGS -> ArrayTypeName.of(TypeName.LONG);
            case MEMORY -> ClassName.get(MemorySegment.class);
            case VECTOR -> FLOAT_VECTOR;
            case WORDS -> INT_VECTOR;
            case MASK -> ParameterizedTypeName.get(VECTOR_MASK, ClassName.get(Float.class));
            case WORKSPACE -> workspace;
            case CACHE -> KV_CACHE;
            case ROPE -> ROPE;
            case PROBE -> runtime("Probe");
            case LAYOUT -> STRIP_LAYOUT;
        };
    }
}
