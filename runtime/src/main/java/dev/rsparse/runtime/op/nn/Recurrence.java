package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// What recurrent layers share: a state `h` that goes through a sequence, forwards, backwards, or each way in a
/// layer of its own. The gates' inputs are `x Wᵀ + Wb`, made for all steps at once, and `h Rᵀ + Rb`, made step by
/// step.
///
/// Attributes: `hidden_size`, `direction` (forward), `layout` (0; 1 has the batch before the sequence), `clip`
/// (none): what enters activations is kept within plus or minus it; `activations`, their names joined by commas,
/// with `activation_alpha` and `activation_beta`. Types: floats; 16 bits are computed as f32, and f64 as such, one
/// number after the other.
abstract class Recurrence {

    final String operator;
    final int gates;
    final int hidden;
    private final float clip;
    private final String direction;
    private final boolean batchFirst;
    private final int functions;
    private final Activation[] singles;
    private final Activation[] doubles;
    private final NumberProduct product;
    private final Numbers inputs = new Numbers();
    private final Numbers weights = new Numbers();
    private final Numbers recurrences = new Numbers();
    private final Numbers biases = new Numbers();
    private final Numbers turned = new Numbers();
    private final Numbers fromX = new Numbers();
    private final Numbers initial = new Numbers();

    int batches;
    int directions;
    /// The way that is being gone.
    int way;

    /// Whether numbers are f32.
    boolean single = true;

    /// The state, `[batches,hidden]`.
    final Numbers h = new Numbers();

    /// `h Rᵀ + Rb` of the step, `[batches,gates hidden]`.
    final Numbers recurrent = new Numbers();

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
        this.product = new NumberProduct(settings.workers());
        this.functions = defaults.length;
        this.singles = activations(settings, true, defaults);
        this.doubles = activations(settings, false, defaults);
    }

    /// Those of both ways.
    private Activation[] activations(Settings settings, boolean single, String... defaults) {
        Activation[] activations = new Activation[2 * functions];
        String given = settings.text("activations", "");
        String[] names = given.isEmpty() ? defaults : given.split(",", -1);
        float[] alphas = settings.numbers("activation_alpha");
        float[] betas = settings.numbers("activation_beta");
        for (int i = 0; i < activations.length; i++) {
            activations[i] = Activation.named(
                    operator,
                    names[i % names.length].strip(),
                    i < alphas.length ? alphas[i] : Float.NaN,
                    i < betas.length ? betas[i] : Float.NaN,
                    single);
        }
        return activations;
    }

    /// Applies function `number` of a layer to `count` numbers, which are clipped before.
    final void activate(int number, Numbers x, int from, int count) {
        Activation function = (single ? singles : doubles)[way * functions + number];
        for (int i = from; i < from + count; i++) {
            double value = x.get(i);
            x.set(i, function.of(clip > 0 ? Math.clamp(value, -clip, clip) : value));
        }
    }

    /// Runs the layers.
    final void sequence(
            Tensor x, Tensor w, Tensor r, Tensor b, Tensor lengths, Tensor initialH, Tensor y, Tensor lastH) {
        check(x, w, r, b, lengths, initialH);
        rows = gates * hidden;
        type = x.type();
        single = type != ElementType.F64;
        h.room(batches * hidden, single);
        recurrent.room(batches * rows, single);
        if (y.isPresent()) {
            if (batchFirst) {
                y.shape(type, batches, length, directions, hidden);
            } else {
                y.shape(type, length, directions, batches, hidden);
            }
        }
        shapeState(lastH);
        for (way = 0; way < directions; way++) {
            project(x, w, b);
            turn(recurrences.of(r, single));
            load(initialH, initial, h);
            begin();
            boolean backwards = way == 1 || direction.equals("reverse");
            for (int step = 0; step < length; step++) {
                step(backwards ? length - 1 - step : step, b, lengths, y);
            }
            store(h, lastH);
            end();
        }
    }

    private void check(Tensor x, Tensor w, Tensor r, Tensor b, Tensor lengths, Tensor initialH) {
        Types.checkFloats(operator, "X", x);
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
    final void load(Tensor from, Numbers copies, Numbers to) {
        if (!from.isPresent()) {
            to.clear(batches * hidden);
            return;
        }
        copies.of(from, single);
        for (int batch = 0; batch < batches; batch++) {
            to.copy(copies, stateAt(batch), batch * hidden, hidden);
        }
    }

    /// Copies a state to where it comes out.
    final void store(Numbers from, Tensor to) {
        for (int i = 0; to.isPresent() && i < batches * hidden; i++) {
            to.setNumber(stateAt(i / hidden) + i % hidden, from.get(i));
        }
    }

    /// `x Wᵀ + Wb` for all steps, in the order of `x`.
    private void project(Tensor x, Tensor w, Tensor b) {
        int count = length * batches;
        int width = x.dim(2);
        fillBias(fromX.room(count * rows, single), count, b, 2 * way * rows);
        product.right(weights.of(w, single), way * rows * width, 1, width)
                .add(inputs.of(x, single), fromX, count, width, rows);
    }

    private void fillBias(Numbers to, int count, Tensor b, int from) {
        if (!b.isPresent()) {
            to.clear(count * rows);
            return;
        }
        biases.of(b, single);
        for (int i = 0; i < count; i++) {
            to.copy(biases, from, i * rows, rows);
        }
    }

    /// `Rᵀ`, so that its rows can be read where they lie at each step.
    private void turn(Numbers from) {
        turned.room(rows * hidden, single);
        int at = way * rows * hidden;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < hidden; j++) {
                turned.set(j * rows + i, from.get(at + i * hidden + j));
            }
        }
    }

    private void step(int time, Tensor b, Tensor lengths, Tensor y) {
        fillBias(recurrent, batches, b, (2 * way + 1) * rows);
        product.right(turned, 0, rows, 1).add(h, recurrent, batches, hidden, rows);
        for (int batch = 0; batch < batches; batch++) {
            boolean there = !lengths.isPresent() || time < lengths.integer(batch);
            if (there) {
                int place = batchFirst ? batch * length + time : time * batches + batch;
                cell(batch, fromX, place * rows);
            }
            if (y.isPresent()) {
                int place = batchFirst
                        ? (batch * length + time) * directions + way
                        : (time * directions + way) * batches + batch;
                for (int i = 0; i < hidden; i++) {
                    y.setNumber(place * hidden + i, there ? h.get(batch * hidden + i) : 0);
                }
            }
        }
    }

    /// Adds the product of one row of `hidden` numbers and the columns of `Rᵀ` that make a gate.
    final void multiply(Numbers row, int gate, Numbers to) {
        product.right(turned, gate * hidden, rows, 1).add(row, to, 1, hidden, hidden);
    }

    /// `Rb` of a gate's number, or 0.
    final double recurrentBias(Tensor b, int gate, int i) {
        return b.isPresent() ? b.number((2 * way + 1) * rows + gate * hidden + i) : 0;
    }

    /// Makes the next state of a batch of `fromX` from `at` on, of [#recurrent], and of the state.
    abstract void cell(int batch, Numbers fromX, int at);

    /// Called before a way is gone.
    void begin() {}

    /// Called when it is at its end.
    void end() {}
}
