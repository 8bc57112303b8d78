package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The first `sequence_lens[b]` places along `time_axis` in reverse for each place `b` of `batch_axis`, the others
/// as they are. The two attributes (defaults 0 for time, 1 for batch) are 0 and 1, one each; lengths are a list of
/// I64. Any type. ONNX ReverseSequence-10.
public final class ReverseSequence implements Operator {

    private final long batchAxis;

    public ReverseSequence(Settings settings) {
        this.batchAxis = settings.integer("batch_axis", 1);
        long timeAxis = settings.integer("time_axis", 0);
        if (batchAxis < 0 || batchAxis > 1 || timeAxis != 1 - batchAxis) {
            throw new IllegalArgumentException(
                    "ReverseSequence: batch_axis " + batchAxis + " and time_axis " + timeAxis + " are not 0 and 1");
        }
    }

    /// Writes the reversed sequences.
    public void run(Tensor input, Tensor lengths, Tensor out) {
        Checks.rank("ReverseSequence", input, 2);
        Checks.list("ReverseSequence", "sequence_lens", lengths);
        int batches = input.dim((int) batchAxis);
        int times = input.dim((int) (1 - batchAxis));
        if (lengths.count() != batches) {
            throw new IllegalArgumentException("ReverseSequence: lengths " + lengths + " do not go with " + input);
        }
        for (int batch = 0; batch < batches; batch++) {
            if (lengths.integer(batch) < 0 || lengths.integer(batch) > times) {
                throw new IllegalArgumentException(
                        "ReverseSequence: no length " + lengths.integer(batch) + " in " + input);
            }
        }
        out.shapeLike(input);
        int width = input.count(2, input.rank());
        for (int batch = 0; batch < batches; batch++) {
            int length = (int) lengths.integer(batch);
            for (int time = 0; time < times; time++) {
                int source = time < length ? length - 1 - time : time;
                out.copy(input, place(input, batch, source) * width, place(input, batch, time) * width, width);
            }
        }
    }

    private int place(Tensor input, int batch, int time) {
        return batchAxis == 0 ? batch * input.dim(1) + time : time * input.dim(1) + batch;
    }
}
