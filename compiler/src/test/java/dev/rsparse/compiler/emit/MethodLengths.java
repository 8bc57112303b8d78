package dev.rsparse.compiler.emit;

import dev.rsparse.compiler.emit.bytecode.BytecodeEmitter;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.load.JavaLoader;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Bytes of code of the methods of an emitted class, by name.
final class MethodLengths {

    private MethodLengths() {}

    static Map<String, Integer> ofSource(Engine engine) {
        return of(JavaLoader.compile("Model", engine.source("", "Model")).values());
    }

    static Map<String, Integer> ofBytecode(Engine engine) {
        return of(List.of(BytecodeEmitter.emitSingle(engine.program(), engine.info(), "Model")));
    }

    private static Map<String, Integer> of(Collection<byte[]> classes) {
        Map<String, Integer> lengths = new TreeMap<>();
        for (byte[] bytes : classes) {
            for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
                method.findAttribute(Attributes.code())
                        .ifPresent(
                                code -> lengths.merge(method.methodName().stringValue(), code.codeLength(), Math::max));
            }
        }
        return lengths;
    }
}
