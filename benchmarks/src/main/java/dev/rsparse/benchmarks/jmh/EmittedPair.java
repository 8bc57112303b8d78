package dev.rsparse.benchmarks.jmh;

import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.schedule.WeightLayout.Content;
import dev.rsparse.compiler.schedule.WeightLayout.Entry;
import dev.rsparse.compiler.schedule.WeightLayout.Part;
import dev.rsparse.compiler.weights.RandomWeights;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.WeightContainer;
import dev.rsparse.runtime.kernel.Embedding;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// An emitted kernel, compiled as a model is, on packed random weights; its twin multiplies by what the format made of
/// them. A token is an embedding and one linear.
public abstract class EmittedPair extends KernelPair {

    /// Extents of the linear: in every format it fits into a core's own cache.
    static final int SIZE = 512;

    /// Rows of a table of inputs.
    static final int TOKENS = 48;

    private static final long SEED = 11;

    /// How weights are stored; every format there is.
    @Param
    public StripLayout format;

    private final RandomWeights random = new RandomWeights(SEED, false);
    private final Map<String, float[]> packed = new HashMap<>();
    Session session;

    /// The nodes of a token, the last of which makes its outputs; value 0 is its id, and `T` the number of tokens.
    abstract List<Node> nodes(Value ids);

    /// How linears are thinned, by path.
    Map<String, Thinning> thinnings() {
        return Map.of();
    }

    @Setup
    public void compile() {
        Value ids = new Value(0, "ids", new TensorType(DType.I32, List.of(new Dim.Symbol("T"))));
        List<Node> nodes = nodes(ids);
        Graph graph = new Graph(
                "Pair",
                List.of(ids),
                nodes,
                List.of(new Graph.Output("y", nodes.getLast().output())));
        Engine engine = Engine.compile(graph, "pair", thinnings(), format, _ -> Optional.empty(), Set.of());
        WeightContainer weights = engine.packer(random, FactorSource.none()).pack();
        engine.program().schedule().layout().entries().forEach(entry -> unpack(entry, weights.data()));
        session = engine.load(weights).newSession(TOKENS);
    }

    private void unpack(Entry entry, MemorySegment data) {
        switch (entry.content()) {
            case Content.Columns columns -> {
                Part part = columns.parts().getFirst();
                packed.put(part.tensor(), rows(entry, data, part.out(), columns.in(), false));
            }
            case Content.Rows(var tensor) ->
                packed.put(tensor, rows(entry, data, entry.strips(), entry.length(), true));
            case Content.Vector _,
                    Content.Shifted _,
                    Content.ColumnNorms _,
                    Content.NormProducts _,
                    Content.FactorRows _ -> throw new IllegalStateException(entry.name() + " is no matrix");
        }
    }

    private static float[] rows(Entry entry, MemorySegment data, int rows, int width, boolean byRow) {
        float[] matrix = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            if (byRow) {
                Embedding.fromRows(
                        data,
                        entry.offset(),
                        entry.layout(),
                        entry.scale(0),
                        entry.place(0),
                        row,
                        width,
                        matrix,
                        row * width);
            } else {
                Embedding.fromColumns(
                        data,
                        entry.offset(),
                        entry.layout(),
                        entry.scale(0),
                        entry.place(0),
                        entry.length(),
                        row,
                        width,
                        matrix,
                        row * width);
            }
        }
        return matrix;
    }

    /// The matrix `tensor` as the kernel sees it, row-major.
    float[] packed(String tensor) {
        return packed.get(tensor);
    }

    /// Row `token` of the table `tensor`.
    float[] row(String tensor, int token) {
        return Arrays.copyOfRange(packed(tensor), token * SIZE, (token + 1) * SIZE);
    }

    /// A random weight `[rows,SIZE]`.
    Weight weight(String name, int rows) {
        TensorType type = TensorType.of(DType.F32, rows, SIZE);
        random.add(name, type);
        return new Weight(name, name, type);
    }

    /// An embedding of [#TOKENS] tokens, as value `id`.
    Node.Gather gather(Value ids, int id, String table) {
        return new Node.Gather(Origin.NONE, value(id), weight(table, TOKENS), ids);
    }

    static Value value(int id) {
        return new Value(id, "v" + id, new TensorType(DType.F32, List.of(new Dim.Symbol("T"), new Dim.Fixed(SIZE))));
    }

    /// The kernel adds products in another order than the twin, and in floats.
    @Override
    public double tolerance() {
        return 0x1p-22 * SIZE;
    }

    /// The first token by the kernels that decode.
    @Override
    float[] byVectors() {
        session.reset();
        return Arrays.copyOf(session.decode(0), SIZE);
    }
}
