package dev.rsparse.compiler.emit.java;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.rsparse.compiler.onnx.program.GraphProgram;
import dev.rsparse.compiler.onnx.program.Operand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/// A graph program as the source of one class that extends [dev.rsparse.runtime.tensor.CompiledGraph].
public final class GraphEmitter {

    /// Fields that one method makes: a constructor has no room for those of a large graph.
    private static final int FIELDS = 100;

    private static final ClassName GRAPH = JavaTypes.runtime("tensor.CompiledGraph");
    private static final ClassName CONSTANTS = JavaTypes.runtime("tensor.Constants");
    private static final ClassName TENSOR = JavaTypes.runtime("tensor.Tensor");
    private static final ClassName LOOP = JavaTypes.runtime("tensor.Loop");
    private static final ClassName PORT = JavaTypes.runtime("tensor.Port");
    private static final ClassName ELEMENT_TYPE = JavaTypes.runtime("io.ElementType");
    private static final TypeName TENSORS = ArrayTypeName.of(TENSOR);

    private final GraphProgram program;
    private final ClassName name;
    private final TypeSpec.Builder type;
    private final List<CodeBlock> constants = new ArrayList<>();
    private final List<CodeBlock> others = new ArrayList<>();

    private GraphEmitter(GraphProgram program, String packageName, String className) {
        this.program = program;
        this.name = ClassName.get(packageName, className);
        this.type = TypeSpec.classBuilder(name);
    }

    /// Prints the class.
    ///
    /// @param packageName may be empty
    public static String emit(GraphProgram program, String packageName, String className) {
        return JavaFile.builder(packageName, new GraphEmitter(program, packageName, className).type())
                .indent("    ")
                .skipJavaLangImports(true)
                .build()
                .toString();
    }

    private TypeSpec type() {
        type.addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .superclass(GRAPH)
                .addJavadoc(
                        "The ONNX graph $L, compiled by rsparsec. Generated: compile the model again instead.\n",
                        program.name());
        addPorts();
        addFields();
        addMakers("constants", constants, true);
        addMakers("fields", others, false);
        type.addMethod(constructor());
        addFactories();
        addAnswers();
        program.methods().forEach((method, lines) -> {
            MethodSpec.Builder code = MethodSpec.methodBuilder(method).addCode(LinePrinter.print(lines));
            if (method.equals(GraphProgram.STEPS)) {
                code.addAnnotation(Override.class).addModifiers(Modifier.PROTECTED);
            } else {
                code.addModifiers(Modifier.PRIVATE);
            }
            type.addMethod(code.build());
        });
        return type.build();
    }

    private void addPorts() {
        CodeBlock ports = program.inputs().stream()
                .map(port -> CodeBlock.of(
                        "$T.of($S, $T.$L, $S)",
                        PORT,
                        port.name(),
                        ELEMENT_TYPE,
                        port.type(),
                        String.join(",", port.dims())))
                .collect(CodeBlock.joining(",\n"));
        type.addField(constant(PORT, "INPUTS", CodeBlock.of("$T.of($L)", List.class, ports)));
        CodeBlock outputs =
                program.outputs().stream().map(each -> CodeBlock.of("$S", each)).collect(CodeBlock.joining(", "));
        type.addField(constant(ClassName.get(String.class), "OUTPUTS", CodeBlock.of("$T.of($L)", List.class, outputs)));
    }

    private static FieldSpec constant(ClassName element, String name, CodeBlock value) {
        return FieldSpec.builder(
                        ParameterizedTypeName.get(ClassName.get(List.class), element),
                        name,
                        Modifier.PRIVATE,
                        Modifier.STATIC,
                        Modifier.FINAL)
                .initializer(value)
                .build();
    }

    private void addFields() {
        program.constants().forEach((field, tensor) -> {
            type.addField(FieldSpec.builder(TENSOR, field, Modifier.PRIVATE)
                    .addJavadoc("$L\n", tensor)
                    .build());
            constants.add(CodeBlock.of("$L = constants.get($S)", field, field));
        });
        program.inputPlaces().forEach(this::addBuffer);
        program.buffers().forEach(this::addBuffer);
        program.loops().forEach((field, stacks) -> {
            type.addField(LOOP, field, Modifier.PRIVATE);
            others.add(CodeBlock.of("$L = new $T($L)", field, LOOP, stacks));
        });
        addArray(
                "inputPlaces", program.inputPlaces().stream().map(CodeBlock::of).toList());
        addArray(
                "outputPlaces",
                program.outputPlaces().stream().map(CodeBlock::of).toList());
        for (Operand.PlaceList list : program.lists()) {
            addArray(
                    list.name(),
                    list.elements().stream().map(LinePrinter::operand).toList());
        }
        for (GraphProgram.OperatorField operator : program.operators()) {
            type.addField(operator.type(), operator.name(), Modifier.PRIVATE);
            others.add(
                    CodeBlock.of("$L = new $T($L)", operator.name(), operator.type(), SettingsPrinter.print(operator)));
        }
    }

    private void addArray(String field, List<CodeBlock> elements) {
        type.addField(TENSORS, field, Modifier.PRIVATE);
        others.add(CodeBlock.of(
                "$L = new $T {$L}", field, TENSORS, elements.stream().collect(CodeBlock.joining(", "))));
    }

    private void addBuffer(String field) {
        type.addField(FieldSpec.builder(TENSOR, field, Modifier.PRIVATE, Modifier.FINAL)
                .initializer("new $T()", TENSOR)
                .build());
    }

    /// Methods that give fields their values.
    private void addMakers(String method, List<CodeBlock> statements, boolean fromConstants) {
        for (int from = 0; from < statements.size(); from += FIELDS) {
            MethodSpec.Builder code =
                    MethodSpec.methodBuilder(method + from / FIELDS).addModifiers(Modifier.PRIVATE);
            if (fromConstants) {
                code.addParameter(CONSTANTS, "constants");
            }
            statements
                    .subList(from, Math.min(from + FIELDS, statements.size()))
                    .forEach(statement -> code.addStatement("$L", statement));
            type.addMethod(code.build());
        }
    }

    private MethodSpec constructor() {
        MethodSpec.Builder code = MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PRIVATE)
                .addParameter(CONSTANTS, "constants")
                .addParameter(TypeName.INT, "threads")
                .addStatement("super($S, $S, constants, threads)", program.name(), program.fingerprint());
        for (int from = 0; from < constants.size(); from += FIELDS) {
            code.addStatement("constants$L(constants)", from / FIELDS);
        }
        for (int from = 0; from < others.size(); from += FIELDS) {
            code.addStatement("fields$L()", from / FIELDS);
        }
        return code.build();
    }

    private void addFactories() {
        type.addMethod(MethodSpec.methodBuilder("of")
                .addJavadoc("The graph over constants that are in memory, which several instances may share.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(name)
                .addParameter(CONSTANTS, "constants")
                .addParameter(TypeName.INT, "threads")
                .addStatement("return new $T(constants, threads)", name)
                .build());
        type.addMethod(MethodSpec.methodBuilder("load")
                .addJavadoc("The graph over a weight file written with this class, which is read into memory.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(name)
                .addParameter(Path.class, "weights")
                .addParameter(TypeName.INT, "threads")
                .addStatement("return new $T($T.open(weights), threads)", name, CONSTANTS)
                .build());
    }

    private void addAnswers() {
        answer(Modifier.PUBLIC, ParameterizedTypeName.get(ClassName.get(List.class), PORT), "inputs", "INPUTS");
        answer(Modifier.PUBLIC, ParameterizedTypeName.get(List.class, String.class), "outputs", "OUTPUTS");
        answer(Modifier.PROTECTED, TENSORS, "inputPlaces", "inputPlaces");
        answer(Modifier.PROTECTED, TENSORS, "outputPlaces", "outputPlaces");
    }

    private void answer(Modifier access, TypeName result, String method, String field) {
        type.addMethod(MethodSpec.methodBuilder(method)
                .addAnnotation(Override.class)
                .addModifiers(access)
                .returns(result)
                .addStatement("return $L", field)
                .build());
    }
}
