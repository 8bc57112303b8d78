package dev.rsparse.runtime.op.fused;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.op.pointwise.Activations;
import dev.rsparse.runtime.op.pointwise.Add;
import dev.rsparse.runtime.op.pointwise.FloatFunction;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/// What follows a product: `activation(product + more)`, or `activation(product) + more` with attribute `add_last`
/// 1. `more` may be absent; there is an activation when attribute `activation` names one, as [Activations] says.
/// Results are those of the operators one after the other, bit for bit.
final class Finish {

    private final FloatFunction activation;
    private final boolean addLast;
    private final Add add;
    private final Tensor product = new Tensor();
    private float[] more = {};
    private boolean adds;
    private boolean waits;

    Finish(Settings settings) {
        this.activation = Activations.of(settings);
        this.addLast = settings.flag("add_last", false);
        this.add = new Add(new Settings(settings.workers(), settings.version()));
    }

    /// Where the product is to be put, in whose shape `y` is: `y` itself, unless what is added has another shape
    /// and must wait for [#end].
    Tensor begin(Tensor moreTensor, Tensor y) {
        adds = moreTensor.isPresent() && moreTensor.hasDimsOf(y);
        waits = moreTensor.isPresent() && !adds;
        if (adds) {
            more = moreTensor.floats();
        }
        if (!waits) {
            return y;
        }
        product.shapeLike(y);
        return product;
    }

    /// Does what waited until the product was whole.
    void end(Tensor moreTensor, Tensor y) {
        if (waits) {
            add.run(product, moreTensor, y);
            if (!addLast) {
                activation.apply(y.floats(), y.floats(), 0, y.count());
            }
        }
    }

    /// Finishes elements `from..to` of the product in `out`.
    void apply(float[] out, int from, int to) {
        if (adds && !addLast) {
            add(out, from, to);
        }
        if (!waits || addLast) {
            activation.apply(out, out, from, to);
        }
        if (adds && addLast) {
            add(out, from, to);
        }
    }

    private void add(float[] out, int from, int to) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            FloatVector.fromArray(FLOATS, out, i)
                    .add(FloatVector.fromArray(FLOATS, more, i))
                    .intoArray(out, i);
        }
        for (; i < to; i++) {
            out[i] += more[i];
        }
    }
}
