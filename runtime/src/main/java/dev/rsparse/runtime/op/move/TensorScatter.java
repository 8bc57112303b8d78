package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// A key or value cache with new places: a copy of `past_cache` in which, for each sequence `b` of the first axis,
/// the places `write_indices[b] + s` along `axis` (attribute, default -2, not the first) become place `s` of
/// `update`. With the attribute `mode` "circular" places go on at the beginning; with "linear", the default, they
/// must not go beyond the end. Without `write_indices`, a list of I64, places begin at 0. Any type. ONNX
/// TensorScatter-24.
public final class TensorScatter implements Operator {

    private final long axis;
    private final boolean circular;

    public TensorScatter(Settings settings) {
        this.axis = settings.integer("axis", -2);
        String mode = settings.text("mode", "linear");
        this.circular = mode.equals("circular");
        if (!circular && !mode.equals("linear")) {
            throw new IllegalArgumentException("TensorScatter: no mode " + mode);
        }
    }

    /// @param starts `write_indices`, may be absent
    public void run(Tensor past, Tensor update, Tensor starts, Tensor out) {
        int along = Checks.axis("TensorScatter", axis, past);
        check(past, update, starts, along);
        out.copy(past);
        int length = update.dim(along);
        int extent = past.dim(along);
        int width = past.count(along + 1, past.rank());
        int outer = past.count(0, along);
        for (int row = 0; row < outer; row++) {
            long start = starts.isPresent() ? starts.integer(row / (outer / past.dim(0))) : 0;
            for (int s = 0; s < length; s++) {
                int place = (int) ((start + s) % extent);
                out.copy(update, (row * length + s) * width, (row * extent + place) * width, width);
            }
        }
    }

    private void check(Tensor past, Tensor update, Tensor starts, int along) {
        Checks.sameType("TensorScatter", past, update);
        boolean fits = along > 0 && past.rank() == update.rank() && update.dim(along) <= past.dim(along);
        for (int i = 0; fits && i < past.rank(); i++) {
            fits = i == along || past.dim(i) == update.dim(i);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "TensorScatter: " + update + " does not go into " + past + " along axis " + along);
        }
        if (!starts.isPresent()) {
            return;
        }
        Checks.list("TensorScatter", "write_indices", starts);
        fits = starts.count() == past.dim(0);
        for (int i = 0; fits && i < starts.count(); i++) {
            long start = starts.integer(i);
            fits = start >= 0 && start <= (circular ? Integer.MAX_VALUE : past.dim(along) - update.dim(along));
        }
        if (!fits) {
            throw new IllegalArgumentException("TensorScatter: write_indices " + starts + " "
                    + Arrays.toString(starts.toLongs()) + " do not lead into " + past + " for " + update);
        }
    }
}
