package dev.rsparse.compiler.emit.bytecode;

import dev.rsparse.compiler.kernel.CodeSize;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.lower.Program;
import dev.rsparse.compiler.lower.Program.WorkspaceField;
import dev.rsparse.runtime.ModelInfo;
import java.util.HashMap;
import java.util.Map;

/// What all writers of one model's classes know.
final class ModelClass {

    private final Program program;
    private final ModelInfo info;
    private final Owners owners;
    private final int release;
    private final Listing listing;
    private final RuntimeMethods routines = new RuntimeMethods();
    private final Map<String, Integer> buffers = new HashMap<>();

    ModelClass(Program program, ModelInfo info, Owners owners, int release) {
        this.program = program;
        this.info = info;
        this.owners = owners;
        this.release = release;
        this.listing = new Listing("; " + info.name() + " under policy " + info.policy()
                + ": the code of its classes; stack traces and profilers name these lines");
        int floats = 0;
        int ints = 0;
        for (WorkspaceField field : program.fields()) {
            buffers.put(field.name(), isFloats(field) ? floats++ : ints++);
        }
    }

    private static boolean isFloats(WorkspaceField field) {
        return switch (field) {
            case WorkspaceField.Rows _, WorkspaceField.GroupRows _, WorkspaceField.Floats _, WorkspaceField.Ones _ ->
                true;
            case WorkspaceField.Ints _, WorkspaceField.All _, WorkspaceField.Cuts _, WorkspaceField.Order _ -> false;
        };
    }

    Program program() {
        return program;
    }

    /// Java version of the class files.
    int release() {
        return release;
    }

    ModelInfo info() {
        return info;
    }

    /// Which class has which function.
    Owners owners() {
        return owners;
    }

    /// Collects the lines of all functions.
    Listing listing() {
        return listing;
    }

    RuntimeMethods routines() {
        return routines;
    }

    /// Internal name of the class with the model's own methods.
    String name() {
        return owners.model();
    }

    /// The number of a workspace's array among those of its kind.
    int buffer(String name) {
        return buffers.get(name);
    }

    /// Takes notice of a method's length.
    ///
    /// @throws IllegalStateException when it is longer than lowering was told it would be
    void sized(Function function, int bytes) {
        if (bytes > CodeSize.LONGEST) {
            throw new IllegalStateException(function.name() + " takes " + bytes + " bytes of code");
        }
    }
}
