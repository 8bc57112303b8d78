package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.op.linear.Floats;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// What both operators share that turn heads by the angles of their positions. Attributes: `interleaved` (0):
/// whether pairs are neighbours; `rotary_embedding_dim` (0, for all): how many numbers of a head are turned;
/// `num_heads` (0) for a tensor of three axes. Types: floats of up to 32 bits.
abstract class RotaryEmbeddings {

    private static final int LEAST = 256;

    private final String operator;
    private final int heads;
    private final int turned;
    private final Rotation rotation;
    private final Workers workers;
    private final Workers.Task task = this::rows;
    private final Floats input = new Floats();
    private final Floats cosines = new Floats();
    private final Floats sines = new Floats();
    private final Floats result = new Floats();
    private final Layout from = new Layout();
    private final Layout to = new Layout();
    private Tensor positions = Tensor.ABSENT;
    private int batchStep;
    private int rowStep;

    RotaryEmbeddings(String operator, Settings settings) {
        this.operator = operator;
        this.heads = Shapes.extent(settings.integer("num_heads", 0));
        this.turned = Shapes.extent(settings.integer("rotary_embedding_dim", 0));
        this.rotation = new Rotation(operator, settings.flag("interleaved", false));
        this.workers = settings.workers();
    }

    /// Turns `x` `[B,H,S,D]` or `[B,S,H D]` to `y`.
    final void turn(Tensor x, Tensor cos, Tensor sin, Tensor positions, Tensor y) {
        Types.checkShortFloats(operator, "X", x);
        y.shapeLike(x);
        lay(x, input.of(x), from, cos);
        lay(x, result.into(y), to, cos);
        rotation.of(cos, cosines.of(cos), sin, sines.of(sin), from.size, turned);
        int count = from.batches * from.rows;
        boolean fits = positions.isPresent() ? positions.count() == 1 || positions.count() == count : spread(cos);
        if (!fits) {
            throw new IllegalArgumentException(operator + ": X " + x + ", cosines " + cos
                    + (positions.isPresent() ? " and positions " + positions : "") + " do not go together");
        }
        this.positions = positions;
        workers.share(count, Math.max(1, LEAST / Math.max(1, from.heads)), task);
        result.store(y);
    }

    /// Whether there are angles for each row of each batch; one row of angles may serve all rows, those of one
    /// batch all batches.
    private boolean spread(Tensor cos) {
        int batches = cos.rank() == 3 ? cos.dim(0) : from.batches;
        int rows = cos.rank() == 3 ? cos.dim(1) : from.rows;
        rowStep = rows == 1 ? 0 : 1;
        batchStep = batches == 1 ? 0 : rows;
        return (batches == 1 || batches == from.batches)
                && (rows == 1 || rows == from.rows)
                && rotation.angles() == batches * rows;
    }

    private void lay(Tensor x, float[] array, Layout layout, Tensor cos) {
        if (x.rank() == 4) {
            layout.byHead(array, x.dim(0), x.dim(1), x.dim(2), x.dim(3));
            return;
        }
        // Where the number of heads is not told, all numbers of a head are turned.
        int size = x.rank() != 3 ? 0 : heads > 0 ? x.dim(2) / heads : 2 * cos.dim(-1);
        if (size == 0 || x.dim(2) % size != 0) {
            throw new IllegalArgumentException(operator + ": X " + x + " does not hold " + heads + " heads");
        }
        layout.byRow(array, x.dim(0), x.dim(2) / size, x.dim(1), size);
    }

    private void rows(int first, int last, int member) {
        for (int i = first; i < last; i++) {
            int batch = i / from.rows;
            int row = i % from.rows;
            long angle = !positions.isPresent()
                    ? batch * batchStep + row * rowStep
                    : positions.count() == 1 ? positions.integer(0) + row : positions.integer(i);
            for (int head = 0; head < from.heads; head++) {
                rotation.apply(
                        from.values, from.at(batch, head, row), to.values, to.at(batch, head, row), from.size, angle);
            }
        }
    }
}
