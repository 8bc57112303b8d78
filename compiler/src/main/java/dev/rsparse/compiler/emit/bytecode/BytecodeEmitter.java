package dev.rsparse.compiler.emit.bytecode;

import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.lower.Program;
import dev.rsparse.runtime.ModelInfo;
import java.util.SortedMap;
import java.util.TreeMap;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/// A lowered program as class files: a class that extends [dev.rsparse.runtime.CompiledModel] with the same
/// constants and methods as the source that [dev.rsparse.compiler.emit.java.JavaEmitter] prints.
public final class BytecodeEmitter {

    /// The oldest Java whose class files can be written: that of the runtime, which they extend.
    public static final int OLDEST_RELEASE = 25;

    private BytecodeEmitter() {}

    /// The model's class, and for each kernel a class beside it that all layers of its shape and format share.
    ///
    /// @param packageName may be empty
    /// @param release Java version of the class files, at least [#OLDEST_RELEASE]
    public static ClassFiles emit(Program program, ModelInfo info, String packageName, String className, int release) {
        String name = packageName.isEmpty() ? className : packageName + "." + className;
        Owners owners = Owners.apart(name.replace('.', '/'), program.functions());
        ModelClass model = new ModelClass(program, info, owners, release);
        SortedMap<String, byte[]> classes = new TreeMap<>();
        for (Function function : program.functions()) {
            if (!function.member()) {
                classes.put(owners.of(function).replace('/', '.'), kernelClass(model, function));
            }
        }
        classes.put(name, modelClass(model, false));
        return new ClassFiles(classes, model.listing()::text);
    }

    /// The model as one class, to be defined as a hidden one: no other class could name its parts.
    ///
    /// @param name its binary name
    public static byte[] emitSingle(Program program, ModelInfo info, String name) {
        Owners owners = Owners.together(name.replace('.', '/'), program.functions());
        return modelClass(new ModelClass(program, info, owners, OLDEST_RELEASE), true);
    }

    private static byte[] kernelClass(ModelClass model, Function kernel) {
        ClassWriter type = begin(model, model.owners().of(kernel), "java/lang/Object", 0);
        FunctionWriter.write(model, kernel, type);
        type.visitEnd();
        return type.toByteArray();
    }

    private static byte[] modelClass(ModelClass model, boolean withKernels) {
        ClassWriter type = begin(model, model.name(), "dev/rsparse/runtime/CompiledModel", Opcodes.ACC_PUBLIC);
        new ModelMembers(model, type).write();
        model.program().functions().stream()
                .filter(function -> withKernels || function.member())
                .forEach(function -> FunctionWriter.write(model, function, type));
        type.visitEnd();
        return type.toByteArray();
    }

    private static ClassWriter begin(ModelClass model, String name, String parent, int access) {
        ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.visit(
                version(model.release()),
                access | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER,
                name,
                null,
                parent,
                new String[0]);
        type.visitSource(listingName(model.name()), null);
        return type;
    }

    /// Class files are numbered from Java 1.0 on, which had 44.
    static int version(int release) {
        return 44 + release;
    }

    /// The file that a stack trace names.
    private static String listingName(String model) {
        return model.substring(model.lastIndexOf('/') + 1) + ".listing";
    }
}
