package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// Windows that are sums of cosines: `out[i] = a0 - a1·cos(2πi/N) + a2·cos(4πi/N)`. `N` is the number of places, or
/// with the attribute `periodic` 0 (default 1) one less, so that the window is symmetric. The type is the attribute
/// `output_datatype`, F32 by default; numbers are computed as doubles.
final class Cosines {

    private final String operator;
    private final boolean periodic;
    private final ElementType type;

    Cosines(String operator, Settings settings) {
        this.operator = operator;
        this.periodic = settings.flag("periodic", true);
        this.type = Types.ofOnnx(settings.integer("output_datatype", 1));
    }

    void run(Tensor size, double a0, double a1, double a2, Tensor out) {
        int count = Checks.integer(operator, "size", size, 0);
        out.shape(type, count);
        // A symmetric window of one place has no period; any will do.
        double step = 2 * Math.PI / Math.max(1, periodic ? count : count - 1);
        for (int i = 0; i < count; i++) {
            out.setNumber(i, a0 - a1 * Math.cos(step * i) + a2 * Math.cos(2 * step * i));
        }
    }
}
