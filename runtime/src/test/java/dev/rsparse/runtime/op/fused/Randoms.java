package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Random;

/// Tensors of random numbers around 0, the same for the same shape.
final class Randoms {

    private Randoms() {}

    static Tensor random(int... dims) {
        Tensor tensor = Tensor.of(ElementType.F32, dims);
        Random random = new Random(tensor.count());
        for (int i = 0; i < tensor.count(); i++) {
            tensor.setNumber(i, random.nextGaussian());
        }
        return tensor;
    }
}
