package dev.rsparse.compiler.emit.java;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.rsparse.compiler.ir.Scoring;
import dev.rsparse.compiler.lower.Program;
import dev.rsparse.compiler.lower.Program.WorkspaceField;
import dev.rsparse.runtime.StripLayout;
import java.util.List;
import javax.lang.model.element.Modifier;

/// The nested class with a session's buffers.
final class WorkspaceEmitter {

    private final Program program;
    private final ClassName name;

    WorkspaceEmitter(Program program, ClassName name) {
        this.program = program;
        this.name = name;
    }

    TypeSpec type() {
        TypeSpec.Builder type = TypeSpec.classBuilder(name)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .superclass(JavaTypes.WORKSPACE)
                .addJavadoc("The activations of one session; buffers are shared by values that never live together.\n");
        for (WorkspaceField field : program.fields()) {
            type.addField(field(field));
        }
        return type.addMethod(constructor())
                .addMethod(makeRoom())
                .addMethod(makeGroupRoom())
                .addMethod(logits())
                .addMethod(logitsStride())
                .build();
    }

    private static FieldSpec field(WorkspaceField field) {
        return switch (field) {
            case WorkspaceField.Rows rows ->
                FieldSpec.builder(float[].class, rows.name())
                        .initializer("rows(1, $L)", rows.width())
                        .build();
            case WorkspaceField.GroupRows rows ->
                FieldSpec.builder(float[].class, rows.name())
                        .initializer("rows(0, 0)")
                        .build();
            case WorkspaceField.Floats(var name, int length) ->
                FieldSpec.builder(float[].class, name, Modifier.FINAL)
                        .initializer("new float[$L + LANES]", length)
                        .build();
            case WorkspaceField.All(var name, int count, int fused) ->
                FieldSpec.builder(int[].class, name, Modifier.FINAL)
                        .initializer("all($L, $L)", count, fused)
                        .build();
            case WorkspaceField.Cuts(var name, int groups, int parts) ->
                FieldSpec.builder(int[].class, name, Modifier.FINAL)
                        .initializer("cuts($L, $L)", groups, parts)
                        .build();
            case WorkspaceField.Order(var name, int count, int runs) ->
                FieldSpec.builder(int[].class, name, Modifier.FINAL)
                        .initializer("order($L, $L)", count, runs)
                        .build();
            case WorkspaceField.Ones(var name, int length) ->
                FieldSpec.builder(float[].class, name, Modifier.FINAL)
                        .initializer("ones($L)", length)
                        .build();
            case WorkspaceField.Ints(var name, int length) ->
                FieldSpec.builder(int[].class, name, Modifier.FINAL)
                        .initializer("new int[$L + LANES]", length)
                        .build();
        };
    }

    private static CodeBlock cache(Program.Cache cache) {
        CodeBlock made = CodeBlock.of(
                "\n$T.of(INFO.kvCache(), $L, $L, $L, positions)",
                JavaTypes.KV_CACHE,
                cache.heads(),
                cache.kvHeads(),
                cache.headDim());
        Scoring scoring = cache.scoring();
        return cache.isPlain()
                ? made
                : CodeBlock.of("$L.scored($Lf, $L, $Lf)", made, scoring.scale(), scoring.window(), scoring.cap());
    }

    private MethodSpec constructor() {
        CodeBlock caches =
                program.caches().stream().map(WorkspaceEmitter::cache).collect(CodeBlock.joining(","));
        return MethodSpec.constructorBuilder()
                .addParameter(TypeName.INT, "positions")
                .addParameter(TypeName.INT, "members")
                .addStatement(
                        "super($T.of($L), $L, members)",
                        List.class,
                        caches,
                        program.sites().size())
                .build();
    }

    private MethodSpec makeRoom() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("makeRoom")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PROTECTED)
                .addParameter(TypeName.INT, "rows")
                .addParameter(TypeName.INT, "logitsRows");
        for (WorkspaceField field : program.fields()) {
            if (field instanceof WorkspaceField.Rows(var name, int width, boolean tail)) {
                method.addStatement("$L = rows($L, $L)", name, tail ? "logitsRows" : "rows", width);
            }
        }
        return method.build();
    }

    private MethodSpec makeGroupRoom() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("makeGroupRoom")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PROTECTED)
                .addParameter(TypeName.INT, "rows");
        for (WorkspaceField field : program.fields()) {
            if (field instanceof WorkspaceField.GroupRows(var name, int width)) {
                method.addStatement("$L = rows(rows, $L)", name, width);
            }
        }
        return method.build();
    }

    private MethodSpec logits() {
        return override("logits", float[].class)
                .addStatement("return $L", program.logits())
                .build();
    }

    private MethodSpec logitsStride() {
        int vocabulary =
                program.schedule().graph().outputs().getFirst().value().type().size(-1);
        return override("logitsStride", int.class)
                .addStatement("return $L", StripLayout.padded(vocabulary))
                .build();
    }

    private static MethodSpec.Builder override(String name, Class<?> type) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(type);
    }
}
