package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.op.linear.Floats;
import dev.rsparse.runtime.op.linear.MatrixPanels;
import dev.rsparse.runtime.op.linear.Product;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// What recurrent layers share: a state `h` that goes through a sequence, forwards, backwards, or each way in a
/// layer of its own. The gates' inputs are `x Wᵀ + Wb`, made for all steps at once, and `h Rᵀ + Rb`, made step by
/// step.
///
/// Attributes: `hidden_size`, `direction` (forward), `layout` (0; 1 has the batch before the sequence), `clip`
/// (none): what enters activations is kept within plus or minus it; `activations`, their names joined by commas,
/// with `activation_alpha` and `activation_beta`. Types: floats of up to 32 bits.
abstract class Recurrence {

    final String operator;
    final int gates;
    final int hidden;
    private final float clip;
    private final String direction;
    private final boolean batchFirst;
    private final Activation[] activations;
    private final int functions;
    private final Product product;
    private final MatrixPanels panels = new MatrixPanels();
    private final int[] zero = new int[1];
    private final int[] start = new int[1];
    private final Floats inputs = new Floats();
    private final Floats weights = new Floats();
    private final Floats recurrences = new Floats();
    private final Floats biases = new Floats();
    private final Floats turned = new Floats();
    private final Floats room = new Floats();
    private final Floats stepRoom = new Floats();
    private final Floats initial = new Floats();
    private final Floats state = new Floats();

    int batches;
    int directions;
    /// The way that is being gone.
    int way;

    /// The state, `[batches,hidden]`.
    float[] h = {};

    /// `h Rᵀ + Rb` of the step, `[batches,gates hidden]`.
    float[] recurrent = {};

    private ElementType type = ElementType.F32;
    private int length;
    private int rows;

    /// @param gates how many a layer has
    /// @param defaults names of its activations
    Recurrence(String operator, int gates, Settings settings, String... defaults) {
        this.operator = operator;
        this.gates = gates;
        this.hidden = Shapes.extent(settings.integer("hidden_size", 0));
        this.clip = settings.number("clip", 0);
        this.direction = settings.text("direction", "forward");
        this.batchFirst = settings.flag("layout", false);
        this.product = new Product(settings.workers());
        this.functions = defaults.length;
        this.activations = new Activation[2 * functions];
        String given = settings.text("activations", "");
        String[] names = given.isEmpty() ? defaults : given.split(",", -1);
        float[] alphas = settings.numbers("activation_alpha");
        float[] betas = settings.numbers("activation_beta");
        for (int i = 0; i < activations.length; i++) {
            activations[i] = Activation.named(
                    operator,
                    names[i % names.length].strip(),
                    i < alphas.length ? alphas[i] : Float.NaN,
                    i < betas.length ? betas[i] : Float.NaN);
        }
    }

    /// Function `number` of a layer, of what is clipped before.
    final float activate(int number, float x) {
        return activations[way * functions + number].of(clip > 0 ? Math.clamp(x, -clip, clip) : x);
    }

    /// Runs the layers.
    final void sequence(
            Tensor x, Tensor w, Tensor r, Tensor b, Tensor lengths, Tensor initialH, Tensor y, Tensor lastH) {
        check(x, w, r, b, lengths, initialH);
        rows = gates * hidden;
        type = x.type();
        h = state.room(batches * hidden);
        recurrent = stepRoom.room(batches * rows);
        if (y.isPresent()) {
            if (batchFirst) {
                y.shape(x.type(), batches, length, directions, hidden);
            } else {
                y.shape(x.type(), length, directions, batches, hidden);
            }
        }
        shapeState(lastH);
        for (way = 0; way < directions; way++) {
            float[] fromX = project(x, w, b);
            float[] matrix = turn(recurrences.of(r));
            load(initialH, initial, h);
            begin();
            boolean backwards = way == 1 || direction.equals("reverse");
            for (int step = 0; step < length; step++) {
                step(backwards ? length - 1 - step : step, fromX, matrix, b, lengths, y);
            }
            store(h, lastH);
            end();
        }
    }

    private void check(Tensor x, Tensor w, Tensor r, Tensor b, Tensor lengths, Tensor initialH) {
        Types.checkShortFloats(operator, "X", x);
        directions = direction.equals("bidirectional") ? 2 : 1;
        length = x.rank() == 3 ? x.dim(batchFirst ? 1 : 0) : 0;
        batches = x.rank() == 3 ? x.dim(batchFirst ? 0 : 1) : 0;
        boolean fits = x.rank() == 3
                && hidden > 0
                && is(w, directions, gates * hidden, x.dim(2))
                && is(r, directions, gates * hidden, hidden)
                && (!b.isPresent() || is(b, directions, 2 * gates * hidden))
                && (!lengths.isPresent() || is(lengths, batches))
                && isState(initialH);
        if (!fits) {
            throw new IllegalArgumentException(operator + ": X " + x + ", W " + w + ", R " + r
                    + " and the others do not go together with hidden_size " + hidden);
        }
        for (int i = 0; lengths.isPresent() && i < batches; i++) {
            if (lengths.integer(i) < 0 || lengths.integer(i) > length) {
                throw new IllegalArgumentException(
                        operator + ": there are no " + lengths.integer(i) + " steps in X " + x);
            }
        }
    }

    static boolean is(Tensor tensor, int... dims) {
        boolean same = tensor.rank() == dims.length;
        for (int i = 0; same && i < dims.length; i++) {
            same = tensor.dim(i) == dims[i];
        }
        return same;
    }

    /// Whether a tensor is absent or has the shape of a state.
    final boolean isState(Tensor tensor) {
        return !tensor.isPresent()
                || (batchFirst ? is(tensor, batches, directions, hidden) : is(tensor, directions, batches, hidden));
    }

    /// Gives a tensor the shape of a state.
    final void shapeState(Tensor tensor) {
        if (!tensor.isPresent()) {
            return;
        }
        if (batchFirst) {
            tensor.shape(type, batches, directions, hidden);
        } else {
            tensor.shape(type, directions, batches, hidden);
        }
    }

    private int stateAt(int batch) {
        return (batchFirst ? batch * directions + way : way * batches + batch) * hidden;
    }

    /// Copies the state of the way that is being gone; zeros where it is absent.
    final void load(Tensor from, Floats copies, float[] to) {
        if (!from.isPresent()) {
            Arrays.fill(to, 0, batches * hidden, 0);
            return;
        }
        float[] values = copies.of(from);
        for (int batch = 0; batch < batches; batch++) {
            System.arraycopy(values, stateAt(batch), to, batch * hidden, hidden);
        }
    }

    /// Copies a state to where it comes out.
    final void store(float[] from, Tensor to) {
        for (int i = 0; to.isPresent() && i < batches * hidden; i++) {
            to.setNumber(stateAt(i / hidden) + i % hidden, from[i]);
        }
    }

    /// `x Wᵀ + Wb` for all steps, in the order of `x`.
    private float[] project(Tensor x, Tensor w, Tensor b) {
        int count = length * batches;
        float[] to = room.room(count * rows);
        fillBias(to, count, b, 2 * way * rows);
        start[0] = way * rows * x.dim(2);
        product.left(inputs.of(x), zero, x.dim(2))
                .right(panels.of(weights.of(w), start, 1, x.dim(2)))
                .out(to, zero, rows)
                .run(1, count, x.dim(2), rows);
        return to;
    }

    private void fillBias(float[] to, int count, Tensor b, int from) {
        if (!b.isPresent()) {
            Arrays.fill(to, 0, count * rows, 0);
            return;
        }
        float[] values = biases.of(b);
        for (int i = 0; i < count; i++) {
            System.arraycopy(values, from, to, i * rows, rows);
        }
    }

    /// `Rᵀ`, so that its rows can be read where they lie at each step.
    private float[] turn(float[] from) {
        float[] to = turned.room(rows * hidden);
        int at = way * rows * hidden;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < hidden; j++) {
                to[j * rows + i] = from[at + i * hidden + j];
            }
        }
        return to;
    }

    private void step(int time, float[] fromX, float[] matrix, Tensor b, Tensor lengths, Tensor y) {
        fillBias(recurrent, batches, b, (2 * way + 1) * rows);
        multiply(h, matrix, recurrent);
        for (int batch = 0; batch < batches; batch++) {
            boolean there = !lengths.isPresent() || time < lengths.integer(batch);
            if (there) {
                int place = batchFirst ? batch * length + time : time * batches + batch;
                cell(batch, fromX, place * rows, matrix);
            }
            if (y.isPresent()) {
                int place = batchFirst
                        ? (batch * length + time) * directions + way
                        : (time * directions + way) * batches + batch;
                for (int i = 0; i < hidden; i++) {
                    y.setNumber(place * hidden + i, there ? h[batch * hidden + i] : 0);
                }
            }
        }
    }

    /// Adds the product of states and `Rᵀ`.
    private void multiply(float[] states, float[] matrix, float[] to) {
        product.left(states, zero, hidden)
                .right(panels.of(matrix, zero, rows, 1))
                .out(to, zero, rows)
                .run(1, batches, hidden, rows);
    }

    /// Adds the product of one row of `hidden` numbers and the columns of `Rᵀ` that make a gate.
    final void multiply(float[] row, float[] matrix, int gate, float[] to) {
        start[0] = gate * hidden;
        product.left(row, zero, hidden)
                .right(panels.of(matrix, start, rows, 1))
                .out(to, zero, hidden)
                .run(1, 1, hidden, hidden);
    }

    /// `Rb` of a gate's number, or 0.
    final float recurrentBias(Tensor b, int gate, int i) {
        return b.isPresent() ? (float) b.number((2 * way + 1) * rows + gate * hidden + i) : 0;
    }

    /// Makes the next state of a batch of `fromX` from `at` on, of [#recurrent], and of the state.
    abstract void cell(int batch, float[] fromX, int at, float[] matrix);

    /// Called before a way is gone.
    void begin() {}

    /// Called when it is at its end.
    void end() {}
}
