package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;
import java.util.Random;

/// In training each element of `data` is kept with a probability of 1 - `ratio` and then divided by that, or
/// becomes 0; `mask` says which are kept. Otherwise the output is `data` and the mask holds everywhere. Before
/// version 12 there is no training; the mask has the type of `data` before version 10 and is BOOL since. From
/// version 12 on `ratio` is an input, 0.5 where absent, as is `training_mode`, false where absent. Which elements
/// are kept follows from attribute `seed`, but is not what other implementations keep (ONNX Dropout-7, -10, -12,
/// -13, -22).
public final class Dropout implements Operator {

    private final boolean trains;
    private final boolean boolMask;
    private final Random random;

    public Dropout(Settings settings) {
        this.trains = settings.version() >= 12;
        this.boolMask = settings.version() >= 10;
        this.random = settings.has("seed") ? new Random(settings.integer("seed", 0)) : new Random();
    }

    /// Writes the output and, unless it is absent, the mask.
    ///
    /// @throws IllegalArgumentException for elements that are no floats, and a ratio outside 0..1
    public void run(Tensor data, Tensor ratio, Tensor training, Tensor output, Tensor mask) {
        Types.check(this, "data", data, Types.FLOATS);
        double dropped = trains && training.isPresent() && training.integer(0) != 0 ? part(ratio) : 0;
        if (mask.isPresent()) {
            mask.shapeLike(boolMask ? ElementType.BOOL : data.type(), data);
        }
        if (dropped == 0) {
            output.copy(data);
            for (int i = 0; mask.isPresent() && i < mask.count(); i++) {
                mask.setInteger(i, 1);
            }
            return;
        }
        output.shapeLike(data);
        for (int i = 0; i < data.count(); i++) {
            boolean kept = random.nextDouble() >= dropped;
            output.setNumber(i, kept ? data.number(i) / (1 - dropped) : 0);
            if (mask.isPresent()) {
                mask.setInteger(i, kept ? 1 : 0);
            }
        }
    }

    private static double part(Tensor ratio) {
        double part = ratio.isPresent() ? ratio.number(0) : 0.5;
        if (!(part >= 0 && part < 1)) {
            throw new IllegalArgumentException("Dropout: ratio " + part + " is not between 0 and 1");
        }
        return part;
    }
}
