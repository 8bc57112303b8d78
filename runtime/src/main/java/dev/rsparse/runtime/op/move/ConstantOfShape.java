package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// A tensor of the shape `input` (a list, empty for a single number) filled with the only element of the attribute
/// `value`, whose type it has; 0 of type F32 by default. ONNX ConstantOfShape-9,-20,-21,-23,-24,-25.
public final class ConstantOfShape implements Operator {

    private final Tensor value;
    private final Numbers wanted = new Numbers("ConstantOfShape", "input", new long[0]);
    private final Extents extents = new Extents();

    public ConstantOfShape(Settings settings) {
        this.value = settings.tensor("value").orElseGet(() -> Tensor.of(ElementType.F32, 1));
        Checks.single("ConstantOfShape", "value", value);
    }

    /// Writes the value everywhere.
    public void run(Tensor input, Tensor out) {
        wanted.read(input);
        extents.clear();
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i) < 0 || wanted.get(i) > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("ConstantOfShape: no shape " + wanted);
            }
            extents.add((int) wanted.get(i));
        }
        extents.shape(out, value.type());
        Elements.fill(value.data(), 0, out.data(), 0, out.count());
    }
}
