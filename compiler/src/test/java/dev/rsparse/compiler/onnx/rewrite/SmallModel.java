package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/// Models with one linear from `x` to `y`, spelled in all ways: `y = alpha W x + bias` for each vector.
///
/// @param columnsIn whether the vectors of `x` are columns
/// @param columnsOut whether those of `y` are
/// @param tolerance of a comparison with what the formula gives, times the greatest of 1 and the number itself
record SmallModel(
        String name,
        ModelProto model,
        boolean columnsIn,
        boolean columnsOut,
        double alpha,
        boolean biased,
        double tolerance) {

    static final int IN = 24;
    static final int OUT = 20;
    static final int VECTORS = 7;

    @Override
    public String toString() {
        return name;
    }

    /// `[OUT,IN]`, multiples of 1/64 as all float types have them.
    static double[] weight() {
        Random random = new Random(1);
        return random.ints((long) OUT * IN, -64, 65).mapToDouble(n -> n / 64.0).toArray();
    }

    static double[] bias() {
        Random random = new Random(2);
        return random.ints(OUT, -64, 65).mapToDouble(n -> n / 64.0).toArray();
    }

    private static double[] turned(double[] matrix, int rows, int cols) {
        double[] turned = new double[matrix.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                turned[j * rows + i] = matrix[i * cols + j];
            }
        }
        return turned;
    }

    /// `[IN,OUT]`.
    private static TensorProto w(OnnxType type) {
        return Onnx.floats("w", type, List.of((long) IN, (long) OUT), turned(weight(), OUT, IN));
    }

    /// `[OUT,IN]`.
    private static TensorProto wt(OnnxType type) {
        return Onnx.floats("w", type, List.of((long) OUT, (long) IN), weight());
    }

    private static TensorProto b(OnnxType type) {
        return Onnx.floats("b", type, List.of((long) OUT), bias());
    }

    static ValueInfoProto value(String name, OnnxType type, long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        LongStream.of(dims)
                .forEach(dim ->
                        shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim)));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.number())
                                .setShape(shape)))
                .build();
    }

    private static GraphProto.Builder graph(NodeProto... nodes) {
        return graph(false, false, nodes);
    }

    private static GraphProto.Builder graph(boolean columnsIn, boolean columnsOut, NodeProto... nodes) {
        return GraphProto.newBuilder()
                .setName("g")
                .addInput(columnsIn ? value("x", OnnxType.F32, IN, VECTORS) : value("x", OnnxType.F32, VECTORS, IN))
                .addOutput(columnsOut ? value("y", OnnxType.F32, OUT, VECTORS) : value("y", OnnxType.F32, VECTORS, OUT))
                .addAllNode(List.of(nodes));
    }

    private static ModelProto model(GraphProto.Builder graph, int opset) {
        return Onnx.model(graph)
                .clearOpsetImport()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .build();
    }

    private static SmallModel of(String name, GraphProto.Builder graph, boolean columnsIn, boolean columnsOut) {
        return new SmallModel(name, model(graph, 17), columnsIn, columnsOut, 1, false, 1e-5);
    }

    private static AttributeProto on(String name) {
        return Onnx.attribute(name, 1);
    }

    static List<SmallModel> all() {
        List<SmallModel> all = new ArrayList<>(orders());
        all.addAll(scaled());
        all.addAll(types());
        all.addAll(bodies());
        return all;
    }

    private static List<SmallModel> orders() {
        return List.of(
                of("x w", graph(Onnx.node("n", "MatMul x,w -> y")).addInitializer(w(OnnxType.F32)), false, false),
                of(
                        "w x",
                        graph(true, true, Onnx.node("n", "MatMul w,x -> y")).addInitializer(wt(OnnxType.F32)),
                        true,
                        true),
                gemm("Gemm x w", "x,w", false, false, w(OnnxType.F32)),
                gemm("Gemm x w^T", "x,w", false, false, wt(OnnxType.F32), on("transB")),
                gemm("Gemm x^T w", "x,w", true, false, w(OnnxType.F32), on("transA")),
                gemm("Gemm x^T w^T", "x,w", true, false, wt(OnnxType.F32), on("transA"), on("transB")),
                gemm("Gemm w x", "w,x", true, true, wt(OnnxType.F32)),
                gemm("Gemm w^T x", "w,x", true, true, w(OnnxType.F32), on("transA")),
                gemm("Gemm w x^T", "w,x", false, true, wt(OnnxType.F32), on("transB")),
                gemm("Gemm w^T x^T", "w,x", false, true, w(OnnxType.F32), on("transA"), on("transB")));
    }

    private static SmallModel gemm(
            String name, String inputs, boolean columnsIn, boolean columnsOut, TensorProto w, AttributeProto... turns) {
        return of(
                name,
                graph(columnsIn, columnsOut, Onnx.node("n", "Gemm " + inputs + " -> y", turns))
                        .addInitializer(w),
                columnsIn,
                columnsOut);
    }

    private static List<SmallModel> scaled() {
        GraphProto.Builder gemm = graph(Onnx.node(
                        "n",
                        "Gemm x,w,b -> y",
                        Onnx.attribute("alpha", 0.5f),
                        Onnx.attribute("beta", 2f),
                        on("transB")))
                .addInitializer(wt(OnnxType.F32))
                .addInitializer(Onnx.floats("b", OnnxType.F32, List.of((long) OUT), halved(bias())));
        GraphProto.Builder add = graph(Onnx.node("n", "MatMul x,w -> p"), Onnx.node("a", "Add p,b -> y"))
                .addInitializer(w(OnnxType.F32))
                .addInitializer(b(OnnxType.F32));
        return List.of(
                new SmallModel("Gemm with scales", model(gemm, 17), false, false, 0.5, true, 1e-5),
                new SmallModel("MatMul and Add", model(add, 17), false, false, 1, true, 1e-5));
    }

    private static double[] halved(double[] values) {
        return java.util.Arrays.stream(values).map(value -> value / 2).toArray();
    }

    private static List<SmallModel> types() {
        List<SmallModel> models = new ArrayList<>();
        for (OnnxType type : List.of(OnnxType.F16, OnnxType.F64)) {
            models.add(inType(type, type == OnnxType.F16 ? 1e-2 : 1e-5));
        }
        GraphProto.Builder cast = graph(
                        Onnx.node("c", "Cast w -> wf", Onnx.attribute("to", 1)), Onnx.node("n", "MatMul x,wf -> y"))
                .addInitializer(w(OnnxType.F16));
        models.add(of("behind Cast", cast, false, false));
        GraphProto.Builder quantized = graph(
                        Onnx.node("q", "DequantizeLinear w,s -> wf"), Onnx.node("n", "MatMul x,wf -> y"))
                .addInitializer(Onnx.floats(
                        "w",
                        OnnxType.I8,
                        List.of((long) IN, (long) OUT),
                        java.util.Arrays.stream(turned(weight(), OUT, IN))
                                .map(v -> v * 64)
                                .toArray()))
                .addInitializer(Onnx.floats("s", OnnxType.F32, List.of(), 1 / 64.0));
        models.add(of("behind DequantizeLinear", quantized, false, false));
        GraphProto.Builder views = graph(
                        Onnx.node(
                                "k",
                                "Constant -> k",
                                Onnx.attribute(
                                        "value", Onnx.floats("", OnnxType.F32, List.of((long) OUT * IN), weight()))),
                        Onnx.node("r", "Reshape k,s -> m"),
                        Onnx.node("t", "Transpose m -> wf", Onnx.attribute("perm", List.of(1L, 0L))),
                        Onnx.node("n", "MatMul x,wf -> y"))
                .addInitializer(Onnx.integers("s", OUT, IN));
        models.add(of("behind Reshape and Transpose", views, false, false));
        models.add(new SmallModel("opset 9", plain(9), false, false, 1, false, 1e-5));
        models.add(new SmallModel("opset 21", plain(21), false, false, 1, false, 1e-5));
        models.add(new SmallModel("IR version 3", old(), false, false, 1, false, 1e-5));
        return models;
    }

    /// `y = x w`, where the product reads and gives numbers of a type.
    static SmallModel inType(OnnxType type, double tolerance) {
        GraphProto.Builder graph = graph(
                        Onnx.node("in", "Cast x -> xt", Onnx.attribute("to", type.number())),
                        Onnx.node("n", "MatMul xt,w -> yt"),
                        Onnx.node("out", "Cast yt -> y", Onnx.attribute("to", 1)))
                .addInitializer(w(type));
        return new SmallModel(type.text(), model(graph, 17), false, false, 1, false, tolerance);
    }

    private static ModelProto old() {
        ModelProto.Builder old = plain(9).toBuilder().setIrVersion(3);
        old.getGraphBuilder().addInput(value("w", OnnxType.F32, IN, OUT));
        return old.build();
    }

    /// `y = x w`, in f32.
    static ModelProto plain(int opset) {
        return model(graph(Onnx.node("n", "MatMul x,w -> y")).addInitializer(w(OnnxType.F32)), opset);
    }

    private static List<SmallModel> bodies() {
        return List.of(
                of("body of If", choice(), false, false),
                of("body of Loop", loop(), false, false),
                of("body of Scan", scan(), false, false),
                new SmallModel("function", function(), false, false, 1, false, 1e-5),
                new SmallModel("function with bodies", functionWithBodies(), false, false, 1, false, 1e-5));
    }

    private static TensorProto yes() {
        return TensorProto.newBuilder()
                .setName("yes")
                .setDataType(OnnxType.BOOL.number())
                .addInt32Data(1)
                .build();
    }

    private static GraphProto.Builder choice() {
        return graph(Onnx.node(
                        "if",
                        "If yes -> y",
                        Onnx.attribute("then_branch", branch("x", "w")),
                        Onnx.attribute("else_branch", other("x", "w"))))
                .addInitializer(yes())
                .addInitializer(w(OnnxType.F32));
    }

    private static GraphProto.Builder branch(String x, String w) {
        return GraphProto.newBuilder()
                .setName("b")
                .addNode(Onnx.node("n", "MatMul " + x + "," + w + " -> t"))
                .addOutput(value("t", OnnxType.F32, VECTORS, OUT));
    }

    private static GraphProto.Builder other(String x, String w) {
        return GraphProto.newBuilder()
                .setName("e")
                .addNode(Onnx.node("z", "Sub " + x + "," + x + " -> d"))
                .addNode(Onnx.node("m", "MatMul d," + w + " -> s"))
                .addOutput(value("s", OnnxType.F32, VECTORS, OUT));
    }

    /// Multiplies three times, and gives the last product.
    private static GraphProto.Builder loop() {
        GraphProto.Builder body = GraphProto.newBuilder()
                .setName("l")
                .addInput(value("i", OnnxType.I64))
                .addInput(value("go", OnnxType.BOOL))
                .addInput(value("last", OnnxType.F32, VECTORS, OUT))
                .addNode(Onnx.node("again", "Identity go -> more"))
                .addNode(Onnx.node("n", "MatMul x,w -> r"))
                .addOutput(value("more", OnnxType.BOOL))
                .addOutput(value("r", OnnxType.F32, VECTORS, OUT));
        return graph(Onnx.node("loop", "Loop trips,yes,start -> y", Onnx.attribute("body", body)))
                .addInitializer(Onnx.integers("trips", 3))
                .addInitializer(yes())
                .addInitializer(Onnx.tensor("start", OnnxType.F32, VECTORS, OUT))
                .addInitializer(w(OnnxType.F32));
    }

    /// Takes one vector after the other, each of one axis.
    private static GraphProto.Builder scan() {
        GraphProto.Builder body = GraphProto.newBuilder()
                .setName("s")
                .addInput(value("row", OnnxType.F32, IN))
                .addNode(Onnx.node("n", "MatMul row,w -> r"))
                .addOutput(value("r", OnnxType.F32, OUT));
        return graph(Onnx.node(
                        "scan", "Scan x -> y", Onnx.attribute("num_scan_inputs", 1), Onnx.attribute("body", body)))
                .addInitializer(w(OnnxType.F32));
    }

    private static ModelProto function() {
        FunctionProto.Builder function =
                FunctionProto.newBuilder().addInput("a").addInput("m").addOutput("r");
        function.addNode(Onnx.node("n", "MatMul a,m -> r"));
        return withFunction(graph(Onnx.node("call", "my.Linear x,w -> y")), function);
    }

    private static ModelProto functionWithBodies() {
        FunctionProto.Builder function = FunctionProto.newBuilder()
                .addAllInput(List.of("a", "m", "c"))
                .addAllOutput(List.of("r", "u"))
                .addNode(Onnx.node(
                        "if",
                        "If c -> r",
                        Onnx.attribute("then_branch", branch("a", "m")),
                        Onnx.attribute("else_branch", other("a", "m"))))
                .addNode(Onnx.node("unused", "Abs r -> u"));
        GraphProto.Builder graph =
                graph(Onnx.node("call", "my.Linear x,w,yes -> y,other")).addInitializer(yes());
        return withFunction(graph, function);
    }

    private static ModelProto withFunction(GraphProto.Builder graph, FunctionProto.Builder function) {
        function.setDomain("my")
                .setName("Linear")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17));
        return model(graph.addInitializer(w(OnnxType.F32)), 17).toBuilder()
                .addFunctions(function)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("my").setVersion(1))
                .build();
    }
}
