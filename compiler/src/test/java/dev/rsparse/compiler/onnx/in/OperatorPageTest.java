package dev.rsparse.compiler.onnx.in;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The table of operators, the classes behind it, and `docs/onnx-operators.md`, which lists them. With
/// `-Dgoldens.update=true` the page is rewritten when it differs, and the test still fails.
class OperatorPageTest {

    private static final Path PAGE = Path.of("..", "docs", "onnx-operators.md");
    private static final int WIDTH = 118;

    private static final String HEADING = """
            # ONNX operators

            What [models compiled to Java](onnx.md#compiling-to-java) may be made of: these operators, at each version of ONNX's operator
            set from 7 to 27; `Constant`, `If`, `Loop` and `Scan` (from version 9), functions that the model brings along; elements of
            f32, f16, bf16, f64, i8 to i64, u8 to u64 and bool. All that a model needs beside them is named at once (E0813).
            """;

    @Test
    void pageHoldsTheWholeTable() throws IOException {
        StringBuilder page = new StringBuilder(HEADING);
        OperatorTable.all().stream()
                .collect(Collectors.groupingBy(OperatorDefinition::domain, TreeMap::new, Collectors.toList()))
                .forEach((domain, operators) -> page.append("\n## ")
                        .append(domain.isEmpty() ? "ai.onnx" : domain)
                        .append(" (")
                        .append(operators.size())
                        .append(")\n\n")
                        .append(wrapped(operators)));
        String expected = page.toString();
        String found = Files.exists(PAGE) ? Files.readString(PAGE) : "";
        if (!found.equals(expected) && Boolean.getBoolean("goldens.update")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(found)
                .as("docs/onnx-operators.md; -Dgoldens.update=true writes it anew")
                .isEqualTo(expected);
    }

    private static String wrapped(List<OperatorDefinition> operators) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (OperatorDefinition operator : operators) {
            String word = "`" + operator.name() + "`" + (operator == operators.getLast() ? "\n" : ",");
            boolean fits = column + word.length() < WIDTH;
            text.append(column == 0 ? "" : fits ? " " : "\n").append(word);
            column = fits ? column + word.length() + 1 : word.length();
        }
        return text.toString();
    }

    @TestFactory
    Stream<DynamicTest> classIsAsTheRuntimeDemands() {
        return OperatorTable.all().stream()
                .map(operator -> DynamicTest.dynamicTest(operator.domain() + ":" + operator.name(), () -> {
                    assertThat(operator.type().getConstructor(Settings.class)).isNotNull();
                    List<Method> runs = Arrays.stream(operator.type().getMethods())
                            .filter(method -> method.getName().equals("run"))
                            .toList();
                    assertThat(runs).hasSize(1);
                    assertThat(Modifier.isStatic(runs.getFirst().getModifiers()))
                            .isFalse();
                    assertThat(runs.getFirst().getReturnType()).isEqualTo(void.class);
                    assertThat(runs.getFirst().getParameterTypes()).isSubsetOf(Tensor.class, Tensor[].class);
                    assertThat(runs.getFirst().getParameterCount()).isGreaterThanOrEqualTo(operator.outputs());
                }));
    }

    @Test
    void holdsWhatTransformersPerceptronsAndConvolutionalNetworksUse() {
        assertThat(OperatorTable.all().stream().filter(each -> each.domain().isEmpty()))
                .hasSizeGreaterThanOrEqualTo(120);
        for (String name : List.of(
                "SkipLayerNormalization",
                "SkipSimplifiedLayerNormalization",
                "BiasGelu",
                "FastGelu",
                "FusedMatMul",
                "MatMulNBits",
                "GroupQueryAttention",
                "RotaryEmbedding",
                "MultiHeadAttention")) {
            assertThat(OperatorTable.find(OperatorDefinition.MICROSOFT, name))
                    .as(name)
                    .isPresent();
        }
    }
}
