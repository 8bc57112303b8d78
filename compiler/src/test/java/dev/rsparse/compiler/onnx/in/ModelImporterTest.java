package dev.rsparse.compiler.onnx.in;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.onnx.Compiled;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Models from `x` of type f32 `[N,4]` to `y`, and what their steps give.
class ModelImporterTest {

    private static final Tensor X = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 4);

    @TempDir
    Path folder;

    private double[] y(GraphProto.Builder graph) {
        return Compiled.numbers(Compiled.of(folder, graph).run(X).getFirst());
    }

    private static ValueInfoProto value(String name) {
        return ValueInfoProto.newBuilder().setName(name).build();
    }

    private static TensorProto yes() {
        return TensorProto.newBuilder()
                .setName("yes")
                .setDataType(OnnxType.BOOL.number())
                .addInt32Data(1)
                .build();
    }

    private static TensorProto scalar(String name, double number) {
        return Onnx.floats(name, OnnxType.F32, List.of(), number);
    }

    private static TensorProto trips(long number) {
        return Onnx.integers("trips", number).toBuilder().clearDims().build();
    }

    @Test
    void nodesMayStandInAnyOrder() {
        assertThat(y(Onnx.graph(
                        Onnx.node("c", "Neg b -> y"), Onnx.node("b", "Add a,x -> b"), Onnx.node("a", "Abs x -> a"))))
                .containsExactly(-2, -4, -6, -8, -10, -12, -14, -16);
    }

    /// An attribute that refers to one of the call, one with a default, and one that the call leaves out.
    @Test
    void functionsAreSpeltOutWithTheAttributesOfTheirCalls() {
        FunctionProto.Builder function = FunctionProto.newBuilder()
                .setDomain("my")
                .setName("F")
                .addInput("a")
                .addOutput("r")
                .addAttribute("slope")
                .addAttributeProto(Onnx.attribute("axis", 1))
                .addNode(Onnx.node("n", "Neg a -> n"))
                .addNode(Onnx.node(
                        "l", "LeakyRelu n -> l", reference("alpha", "slope", AttributeProto.AttributeType.FLOAT)))
                .addNode(Onnx.node(
                        "s", "CumSum l,k -> r", reference("reverse", "absent", AttributeProto.AttributeType.INT)))
                .addNode(Onnx.node(
                        "k", "Constant -> k", reference("value_int", "axis", AttributeProto.AttributeType.INT)))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17));
        ModelProto.Builder model = Onnx.model(
                        Onnx.graph(Onnx.node("call", "my.F x -> y", Onnx.attribute("slope", 0.5f))))
                .addFunctions(function)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("my").setVersion(1));
        assertThat(Compiled.numbers(Compiled.of(folder, model).run(X).getFirst()))
                .containsExactly(-0.5, -1.5, -3, -5, -2.5, -5.5, -9, -13);
    }

    private static AttributeProto reference(String name, String to, AttributeProto.AttributeType type) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setRefAttrName(to)
                .setType(type)
                .build();
    }

    @Test
    void eitherBlockOfIfMayRun() {
        GraphProto.Builder then = GraphProto.newBuilder()
                .setName("t")
                .addNode(Onnx.node("n", "Neg x -> t"))
                .addOutput(value("t"));
        GraphProto.Builder otherwise = GraphProto.newBuilder().setName("e").addOutput(value("x"));
        GraphProto.Builder graph = Onnx.graph(
                        Onnx.node("m", "ReduceMax x -> m", Onnx.attribute("keepdims", 0)),
                        Onnx.node("g", "Greater m,limit -> g"),
                        Onnx.node(
                                "if",
                                "If g -> y",
                                Onnx.attribute("then_branch", then),
                                Onnx.attribute("else_branch", otherwise)))
                .addInitializer(scalar("limit", 7));
        Compiled compiled = Compiled.of(folder, graph);
        assertThat(Compiled.numbers(compiled.run(X).getFirst())).startsWith(-1, -2);
        Tensor small = Tensor.of(new float[] {1, 2, 3, 4}, 1, 4);
        assertThat(Compiled.numbers(compiled.run(small).getFirst())).containsExactly(1, 2, 3, 4);
    }

    /// Two numbers that swap at each trip, and the first of them stacked up.
    private static GraphProto.Builder swapping() {
        GraphProto.Builder body = GraphProto.newBuilder()
                .setName("l")
                .addInput(value("i"))
                .addInput(value("go"))
                .addInput(value("p"))
                .addInput(value("q"))
                .addNode(Onnx.node("more", "Identity go -> more"))
                .addNode(Onnx.node("s", "Add p,q -> s"))
                .addOutput(value("more"))
                .addOutput(value("q"))
                .addOutput(value("p"))
                .addOutput(value("s"))
                .addOutput(value("p"));
        return Onnx.graph(Onnx.node("loop", "Loop trips,yes,x,b -> y,z,sums,firsts", Onnx.attribute("body", body)))
                .addInitializer(yes())
                .addInitializer(Onnx.floats("b", OnnxType.F32, List.of(1L, 4L), 9, 9, 9, 9))
                .addOutput(value("z"))
                .addOutput(value("sums"))
                .addOutput(value("firsts"));
    }

    @Test
    void whatALoopCarriesOnMaySwap() {
        Tensor one = Tensor.of(new float[] {1, 2, 3, 4}, 1, 4);
        List<Tensor> results =
                Compiled.of(folder, swapping().addInitializer(trips(3))).run(one);
        assertThat(Compiled.numbers(results.get(0))).containsExactly(9, 9, 9, 9);
        assertThat(Compiled.numbers(results.get(1))).containsExactly(1, 2, 3, 4);
        assertThat(results.get(2).dims()).containsExactly(3, 1, 4);
        assertThat(Compiled.numbers(results.get(2))).containsExactly(10, 11, 12, 13, 10, 11, 12, 13, 10, 11, 12, 13);
    }

    @Test
    void aLoopWithoutTripsGivesWhatItWasGivenAndEmptyStacks() {
        GraphProto.Builder graph = swapping().addInitializer(trips(0));
        Tensor one = Tensor.of(new float[] {1, 2, 3, 4}, 1, 4);
        List<Tensor> results = Compiled.of(folder, graph).run(one);
        assertThat(Compiled.numbers(results.getFirst())).containsExactly(1, 2, 3, 4);
        assertThat(results.get(2).count()).isZero();
    }

    /// Sums of the rows so far, from the last row to the first, in the order of the rows.
    @Test
    void scansMayRunBackwards() {
        GraphProto.Builder body = GraphProto.newBuilder()
                .setName("s")
                .addInput(value("sum"))
                .addInput(value("row"))
                .addNode(Onnx.node("a", "Add sum,row -> next"))
                .addNode(Onnx.node("i", "Identity next -> out"))
                .addOutput(value("next"))
                .addOutput(value("out"));
        GraphProto.Builder graph = Onnx.graph(Onnx.node(
                        "scan",
                        "Scan start,x -> last,y",
                        Onnx.attribute("num_scan_inputs", 1),
                        Onnx.attribute("scan_input_directions", List.of(1L)),
                        Onnx.attribute("scan_output_directions", List.of(1L)),
                        Onnx.attribute("body", body)))
                .addInitializer(Onnx.tensor("start", OnnxType.F32, 4))
                .addOutput(value("last"));
        List<Tensor> results = Compiled.of(folder, graph).run(X);
        assertThat(Compiled.numbers(results.getFirst())).containsExactly(6, 8, 10, 12, 5, 6, 7, 8);
        assertThat(Compiled.numbers(results.get(1))).containsExactly(6, 8, 10, 12);
    }

    @Test
    void constantsOfEveryKindAreRead() {
        AttributeProto.Builder floats = AttributeProto.newBuilder()
                .setName("value_floats")
                .setType(AttributeProto.AttributeType.FLOATS)
                .addAllFloats(List.of(1f, 2f, 3f, 4f));
        double[] y = y(Onnx.graph(
                Onnx.node("a", "Constant -> a", Onnx.attribute("value", scalar("", 10))),
                Onnx.node("b", "Constant -> b", Onnx.attribute("value_float", 100f)),
                Onnx.node("c", "Constant -> c", floats.build()),
                Onnx.node("d", "Constant -> d", Onnx.attribute("value_int", 2)),
                Onnx.node("e", "Constant -> e", Onnx.attribute("value_ints", List.of(4L))),
                Onnx.node("ab", "Add a,b -> ab"),
                Onnx.node("abc", "Add ab,c -> abc"),
                Onnx.node("t", "Expand d,e -> de"),
                Onnx.node("f", "Cast de -> fde", Onnx.attribute("to", 1)),
                Onnx.node("m", "Mul abc,fde -> m"),
                Onnx.node("y", "Add x,m -> y")));
        assertThat(y).startsWith(223, 226, 229, 232);
    }

    @Test
    void everythingThatIsMissingIsNamedAtOnce() {
        GraphProto.Builder graph = Onnx.graph(
                        Onnx.node("first", "com.acme.Mystery x -> a"),
                        Onnx.node("again", "com.acme.Mystery a -> b"),
                        Onnx.node("text", "StringConcat t,t -> u"),
                        Onnx.node("last", "Add a,b -> y"))
                .addInitializer(TensorProto.newBuilder()
                        .setName("t")
                        .setDataType(OnnxType.STRING.number())
                        .addDims(1)
                        .addStringData(ByteString.copyFromUtf8("t")));
        ModelProto.Builder model = Onnx.model(graph)
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("com.acme").setVersion(1));
        assertRefused(
                model,
                "cannot be compiled: elements of type string (initializer \"t\");"
                        + " operator com.acme.Mystery of version 1 (com.acme.Mystery \"first\" and 1 more);"
                        + " operator ai.onnx.StringConcat of version 17 (StringConcat \"text\")");
    }

    private void assertRefused(ModelProto.Builder model, String message) {
        assertThatThrownBy(() -> Compiled.of(folder, model).run(X))
                .isInstanceOfSatisfying(OnnxException.class, refused -> {
                    assertThat(refused.diagnostic().code()).isEqualTo(Code.ONNX_OPERATORS);
                    assertThat(refused.diagnostic().message()).isEqualTo(message);
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 28})
    void refusesOperatorSetsThatAreTooOldOrTooNew(int version) {
        ModelProto.Builder model = Onnx.model(Onnx.graph(Onnx.node("n", "Neg x -> y")))
                .clearOpsetImport()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(version));
        assertRefused(
                model,
                "cannot be compiled: operator ai.onnx.Neg of version " + version
                        + ", of which 7 to 27 are known (Neg \"n\")");
    }

    /// Before version 4 of the format every initializer had to be an input too.
    @Test
    void anInitializerThatIsAnInputTooIsAConstant() {
        Compiled compiled = Compiled.of(
                folder,
                Onnx.graph(Onnx.node("n", "Add x,b -> y"))
                        .addInput(Onnx.value("b"))
                        .addInitializer(scalar("b", 1)));
        TensorGraph graph = ModelImporter.read(compiled.file());
        assertThat(graph.inputs()).extracting(TensorGraph.Input::name).containsExactly("x");
        assertThat(graph.inputs().getFirst().type()).isEqualTo(ElementType.F32);
        assertThat(Compiled.numbers(compiled.run(X).getFirst())).startsWith(2, 3, 4, 5);
    }
}
