package dev.rsparse.compiler.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomSamplesTest {

    @TempDir
    Path folder;

    private static ModelProto.Builder lookup(GraphProto.Builder graph) {
        return Onnx.model(graph.addInitializer(Onnx.tensor("table", OnnxType.F32, 10, 4))
                .addInitializer(Onnx.tensor("small", OnnxType.F32, 3, 4))
                .addInput(Values.info("ids", OnnxType.I32, "B", "T"))
                .addOutput(ValueInfoProto.newBuilder().setName("y")));
    }

    private static OptionalLong rows(ModelProto.Builder model) {
        return TableBounds.rows(model.build(), "ids");
    }

    @Test
    void indicesAreBoundedByTheirTable() {
        assertThat(rows(lookup(Values.graph(Onnx.node("g", "Gather table,ids -> y")))))
                .hasValue(10);
    }

    @Test
    void indicesAreFollowedThroughOperatorsThatPassThemOn() {
        assertThat(rows(lookup(Values.graph(
                        Onnx.node("c", "Cast ids -> a", Onnx.attribute("to", 7)),
                        Onnx.node("u", "Unsqueeze a,axes -> b"),
                        Onnx.node("t", "Identity table -> copy"),
                        Onnx.node("g", "Gather copy,b -> y")))))
                .hasValue(10);
    }

    @Test
    void theSmallestTableBounds() {
        assertThat(rows(lookup(Values.graph(
                        Onnx.node("g", "Gather table,ids -> a"), Onnx.node("h", "Gather small,ids -> y")))))
                .hasValue(3);
    }

    @Test
    void anotherAxisOrAComputedTableBoundsNothing() {
        assertThat(rows(lookup(Values.graph(
                        Onnx.node("g", "Gather table,ids -> a", Onnx.attribute("axis", 1)),
                        Onnx.node("n", "Neg table -> computed"),
                        Onnx.node("h", "Gather computed,ids -> y")))))
                .isEmpty();
    }

    @Test
    void indicesAreFollowedIntoFunctionsAndBodies() {
        FunctionProto embed = FunctionProto.newBuilder()
                .setName("Embed")
                .setDomain("my")
                .addInput("t")
                .addInput("i")
                .addOutput("r")
                .addNode(Onnx.node("g", "Gather t,i -> r"))
                .build();
        GraphProto.Builder body = Values.graph(Onnx.node("e", "my.Embed table,ids -> b"))
                .addOutput(ValueInfoProto.newBuilder().setName("b"));
        assertThat(rows(lookup(Values.graph(Onnx.node("if", "If c -> y", Onnx.attribute("then_branch", body))))
                        .addFunctions(embed)))
                .hasValue(10);
    }

    @Test
    void fusedEmbeddingsHaveATableForEachInput() {
        assertThat(rows(lookup(Values.graph(
                        Onnx.node("e", "com.microsoft.EmbedLayerNormalization other,ids,table,table,small,s,b -> y")))))
                .hasValue(3);
    }

    @Test
    void samplesAreWhatTheInputsDeclare() {
        Samples samples = new RandomSamples(
                Values.file(
                        folder,
                        Onnx.model(Values.graph(Onnx.node("g", "Gather table,ids -> y"))
                                .addInitializer(Onnx.tensor("table", OnnxType.F32, 10, 4))
                                .addInput(Values.info("ids", OnnxType.I64, "batch", "seq"))
                                .addInput(Values.info("mask", OnnxType.I64, "batch", "past + seq"))
                                .addInput(Values.info("flags", OnnxType.BOOL, "seq"))
                                .addInput(Values.info("past", OnnxType.F32, "batch", 2, "past", 8))
                                .addOutput(Values.info("y", OnnxType.F32, "batch", "seq", 4)))),
                2);
        Map<String, TensorValue> sample = samples.get(0);
        assertThat(sample.get("ids").shape()).isEqualTo("i64[1,16]");
        assertThat(sample.get("mask").shape()).isEqualTo("i64[1,32]");
        assertThat(sample.get("flags").shape()).isEqualTo("bool[16]");
        assertThat(sample.get("past").shape()).isEqualTo("f32[1,2,16,8]");
        assertThat(Values.numbers(sample.get("mask"))).containsOnly(1);
        assertThat(Values.numbers(sample.get("flags"))).containsOnly(1);
        double[] ids = Values.numbers(sample.get("ids"));
        assertThat(Arrays.stream(ids)).allMatch(id -> id >= 0 && id < 10 && id == Math.rint(id));
        assertThat(Arrays.stream(ids).distinct().count()).isGreaterThan(3);
        assertThat(Values.numbers(sample.get("past")))
                .isEqualTo(Values.numbers(samples.get(0).get("past")));
        assertThat(Values.numbers(sample.get("past")))
                .isNotEqualTo(Values.numbers(samples.get(1).get("past")));
    }

    @Test
    void floatsAreNormal() {
        Samples samples = new RandomSamples(
                Values.file(
                        folder,
                        Onnx.model(Values.graph(Onnx.node("g", "Identity x -> y"))
                                .addInput(Values.info("x", OnnxType.F32, "N", 1000))
                                .addOutput(Values.info("y", OnnxType.F32, "N", 1000)))),
                1);
        double[] x = Values.numbers(samples.get(0).get("x"));
        assertThat(x).hasSize(16_000);
        assertThat(Arrays.stream(x).average().orElseThrow()).isBetween(-0.05, 0.05);
        assertThat(Arrays.stream(x).map(v -> v * v).average().orElseThrow()).isBetween(0.9, 1.1);
    }

    @Test
    void aSequenceIsRefusedAsAnInput() {
        ValueInfoProto sequence = ValueInfoProto.newBuilder()
                .setName("s")
                .setType(TypeProto.newBuilder().setSequenceType(TypeProto.Sequence.newBuilder()))
                .build();
        assertThatThrownBy(() -> new RandomSamples(
                        Values.file(
                                folder,
                                Onnx.model(Onnx.graph(Onnx.node("g", "Identity x -> y"))
                                        .addInput(sequence))),
                        1))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("E0810")
                .hasMessageContaining("input \"s\" expected a tensor, found a sequence");
    }
}
