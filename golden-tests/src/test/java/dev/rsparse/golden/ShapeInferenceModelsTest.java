package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.cases.TestCase;
import dev.rsparse.compiler.onnx.in.GraphRunner;
import dev.rsparse.compiler.onnx.in.ModelImporter;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.shape.Extent;
import dev.rsparse.compiler.onnx.shape.Facts;
import dev.rsparse.compiler.onnx.shape.ShapeInference;
import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is inferred of values is what they are: of every value of every export, and of the official cases.
@Tag("shared")
class ShapeInferenceModelsTest {

    static Stream<TestCase> exports() {
        return TestCase.in(SharedFolder.require("onnx/exports")).stream();
    }

    @ParameterizedTest
    @MethodSource("exports")
    void holdsForExports(TestCase export) {
        assertThat(checked(export)).isGreaterThan(0);
    }

    /// Cases that do not run here are those that the list of unsupported ones names.
    @Test
    void holdsForOfficialCases() {
        int told = 0;
        for (TestCase official : TestCase.in(SharedFolder.require("onnx/conformance/node"))) {
            try {
                told += checked(official) > 0 ? 1 : 0;
            } catch (OnnxException | IllegalArgumentException unsupported) {
                // Their lists are pinned elsewhere.
            }
        }
        assertThat(told).as("cases of which something was known").isGreaterThan(600);
    }

    /// How many values that are computed something was known of.
    private static int checked(TestCase model) {
        TensorGraph graph = ModelImporter.read(OnnxFile.read(model.model()));
        Map<Value, Facts> facts = ShapeInference.of(graph);
        List<Tensor> inputs =
                List.of(TestCase.inputs(model.runs().getFirst(), graph.inputs().size()));
        Map<String, Long> symbols = new HashMap<>();
        int known = 0;
        try (Workers workers = new Workers(1)) {
            Map<Value, Tensor> values = GraphRunner.values(graph, inputs, workers);
            List<Value> ordered = Stream.concat(graph.body().parameters().stream(), outputs(graph))
                    .toList();
            for (Value value : ordered) {
                Facts found = facts.getOrDefault(value, Facts.NONE);
                check(model.name() + " " + value, found, values.get(value), symbols);
                known += found.shape().isPresent() ? 1 : 0;
            }
        }
        return known - graph.inputs().size();
    }

    private static Stream<Value> outputs(TensorGraph graph) {
        return graph.body().steps().stream()
                .flatMap(step -> step.outputs().stream())
                .filter(Value::isPresent);
    }

    private static void check(String name, Facts facts, Tensor tensor, Map<String, Long> symbols) {
        facts.type().ifPresent(type -> assertThat(type).as(name).isEqualTo(tensor.type()));
        facts.shape().ifPresent(shape -> {
            assertThat(shape).as(name).hasSize(tensor.rank());
            for (int i = 0; i < shape.size(); i++) {
                check(name + " axis " + i, shape.get(i), tensor.dim(i), symbols);
            }
        });
        facts.contents().ifPresent(contents -> {
            assertThat(contents).as(name).hasSize(tensor.count());
            for (int i = 0; i < contents.size(); i++) {
                check(name + " element " + i, contents.get(i), tensor.integer(i), symbols);
            }
        });
    }

    private static void check(String name, Extent extent, long actual, Map<String, Long> symbols) {
        if (extent.terms().size() == 1
                && extent.terms().firstKey().size() == 1
                && extent.equals(Extent.symbol(extent.terms().firstKey().getFirst()))) {
            symbols.putIfAbsent(extent.terms().firstKey().getFirst(), actual);
        }
        value(extent, symbols)
                .ifPresent(
                        number -> assertThat(number).as("%s: %s", name, extent).isEqualTo(actual));
    }

    /// The number that it is; nothing as long as a symbol is open.
    private static OptionalLong value(Extent extent, Map<String, Long> symbols) {
        long sum = 0;
        for (Map.Entry<List<String>, Long> term : extent.terms().entrySet()) {
            long product = term.getValue();
            for (String symbol : term.getKey()) {
                if (!symbols.containsKey(symbol)) {
                    return OptionalLong.empty();
                }
                product *= symbols.get(symbol);
            }
            sum += product;
        }
        return OptionalLong.of(sum);
    }
}
