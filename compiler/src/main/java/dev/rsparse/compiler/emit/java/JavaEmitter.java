package dev.rsparse.compiler.emit.java;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.kernel.Var;
import dev.rsparse.compiler.lower.Program;
import dev.rsparse.runtime.ModelInfo;
import java.io.IOException;
import java.nio.file.Path;
import javax.lang.model.element.Modifier;

/// A lowered program as the source of one class that extends [dev.rsparse.runtime.CompiledModel].
public final class JavaEmitter {

    private final Program program;
    private final ModelInfo info;
    private final ClassName name;
    private final ClassName workspace;

    private JavaEmitter(Program program, ModelInfo info, String packageName, String className) {
        this.program = program;
        this.info = info;
        this.name = ClassName.get(packageName, className);
        this.workspace = name.nestedClass("Buffers");
    }

    /// Prints the class.
    ///
    /// @param packageName may be empty
    public static String emit(Program program, ModelInfo info, String packageName, String className) {
        TypeSpec type = new JavaEmitter(program, info, packageName, className).type();
        return JavaFile.builder(packageName, type)
                .indent("    ")
                .skipJavaLangImports(true)
                .build()
                .toString();
    }

    private TypeSpec type() {
        TypeSpec.Builder type = TypeSpec.classBuilder(name)
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .superclass(JavaTypes.COMPILED_MODEL)
                .addJavadoc(
                        "The model $L under policy $L, compiled by rsparsec. Generated: edit the .rsp file instead.\n",
                        info.name(),
                        info.policy());
        addConstants(type);
        type.addField(
                JavaTypes.of(dev.rsparse.compiler.kernel.Type.MEMORY, workspace),
                "weights",
                Modifier.PRIVATE,
                Modifier.FINAL);
        for (int i = 0; i < program.ropes().size(); i++) {
            type.addField(JavaTypes.ROPE, "rope" + i, Modifier.PRIVATE, Modifier.FINAL);
        }
        type.addMethod(constructor()).addMethod(of()).addMethod(load());
        type.addMethod(newWorkspace()).addMethod(decode()).addMethod(prefill());
        program.inputWidth()
                .ifPresentOrElse(width -> type.addMethod(inputWidth(width)), () -> type.addMethod(decodeGroup()));
        program.functions().forEach(function -> type.addMethod(method(function)));
        return type.addType(new WorkspaceEmitter(program, workspace).type()).build();
    }

    private void addConstants(TypeSpec.Builder type) {
        type.addField(constant(species(Float.class), "FLOATS", "$T.SPECIES_PREFERRED", JavaTypes.FLOAT_VECTOR));
        type.addField(constant(
                species(Integer.class), "WORDS", "$T.of(int.class, FLOATS.vectorShape())", JavaTypes.VECTOR_SPECIES));
        type.addField(constant(JavaTypes.INT_VECTOR, "IOTA", "$T.zero(WORDS).addIndex(1)", JavaTypes.INT_VECTOR));
        type.addField(constant(TypeName.INT, "LANES", "FLOATS.length()"));
        type.addField(FieldSpec.builder(JavaTypes.MODEL_INFO, "INFO", Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
                .addJavadoc("Facts about the model and its policy.\n")
                .initializer(InfoPrinter.print(info))
                .build());
    }

    private static TypeName species(Class<?> element) {
        return ParameterizedTypeName.get(JavaTypes.VECTOR_SPECIES, ClassName.get(element));
    }

    private static FieldSpec constant(TypeName type, String name, String value, Object... arguments) {
        return FieldSpec.builder(type, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(value, arguments)
                .build();
    }

    private MethodSpec constructor() {
        MethodSpec.Builder method = MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PRIVATE)
                .addParameter(JavaTypes.WEIGHT_CONTAINER, "container")
                .addStatement("super(INFO, container)")
                .addStatement("weights = container.data()");
        for (int i = 0; i < program.ropes().size(); i++) {
            method.addStatement("rope$L = $L", i, rope(program.ropes().get(i)));
        }
        return method.build();
    }

    private static CodeBlock rope(Program.RopeTable rope) {
        if (rope.angles().isEmpty()) {
            return CodeBlock.of("new $T($L, $L, INFO.maxPositions())", JavaTypes.ROPE, rope.headDim(), rope.theta());
        }
        CodeBlock frequencies = rope.angles().get().frequencies().stream()
                .map(frequency -> CodeBlock.of("$Lf", frequency))
                .collect(CodeBlock.joining(", ", "{", "}"));
        return CodeBlock.of(
                "new $T($L, new float[] $L, $Lf, INFO.maxPositions())",
                JavaTypes.ROPE,
                rope.headDim(),
                frequencies,
                rope.angles().get().magnitude());
    }

    private MethodSpec of() {
        return MethodSpec.methodBuilder("of")
                .addJavadoc("The model over weights that are in memory or mapped already.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(name)
                .addParameter(JavaTypes.WEIGHT_CONTAINER, "weights")
                .addStatement("return new $T(weights)", name)
                .build();
    }

    private MethodSpec load() {
        return MethodSpec.methodBuilder("load")
                .addJavadoc("The model over a weight file written with this class; the file is mapped, not read.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(name)
                .addParameter(Path.class, "weights")
                .addException(IOException.class)
                .addStatement("return new $T($T.open(weights))", name, JavaTypes.WEIGHT_CONTAINER)
                .build();
    }

    private MethodSpec newWorkspace() {
        return override("newWorkspace")
                .returns(JavaTypes.WORKSPACE)
                .addParameter(TypeName.INT, "positions")
                .addParameter(TypeName.INT, "members")
                .addStatement("return new $T(positions, members)", workspace)
                .build();
    }

    private static MethodSpec inputWidth(int width) {
        return MethodSpec.methodBuilder("inputWidth")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(TypeName.INT)
                .addStatement("return $L", width)
                .build();
    }

    private MethodSpec decode() {
        return override("decode")
                .addParameter(JavaTypes.WORKSPACE, "workspace")
                .addParameter(int[].class, "ids")
                .addParameter(TypeName.INT, "position")
                .addParameter(TypeName.INT, "member")
                .addStatement("$L(($T) workspace, ids, position, member)", Program.DECODE, workspace)
                .build();
    }

    private MethodSpec prefill() {
        return override("prefill")
                .addParameter(JavaTypes.WORKSPACE, "workspace")
                .addParameter(int[].class, "ids")
                .addParameter(TypeName.INT, "from")
                .addParameter(TypeName.INT, "rows")
                .addParameter(TypeName.INT, "position")
                .addParameter(TypeName.BOOLEAN, "thin")
                .addParameter(TypeName.BOOLEAN, "allLogits")
                .addParameter(TypeName.INT, "member")
                .addStatement(
                        "$L(($T) workspace, ids, from, rows, position, thin, allLogits, member)",
                        Program.PREFILL,
                        workspace)
                .build();
    }

    private MethodSpec decodeGroup() {
        return override("decodeGroup")
                .addParameter(JavaTypes.WORKSPACE, "workspace")
                .addParameter(int[].class, "ids")
                .addParameter(TypeName.INT, "rows")
                .addParameter(TypeName.INT, "member")
                .addStatement("$L(($T) workspace, ids, rows, member)", Program.GROUP, workspace)
                .build();
    }

    private static MethodSpec.Builder override(String name) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(AnnotationSpec.builder(Override.class).build())
                .addModifiers(Modifier.PROTECTED);
    }

    private MethodSpec method(Function function) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(function.name())
                .addJavadoc("$L\n", function.doc())
                .addModifiers(Modifier.PRIVATE)
                .returns(JavaTypes.of(function.result(), workspace));
        if (!function.member()) {
            method.addModifiers(Modifier.STATIC);
        }
        for (Var parameter : function.parameters()) {
            method.addParameter(
                    ParameterSpec.builder(JavaTypes.of(parameter.type(), workspace), parameter.name(), Modifier.FINAL)
                            .build());
        }
        CodeBlock body = StatementPrinter.print(function.body(), workspace);
        return method.addCode(body).build();
    }
}
