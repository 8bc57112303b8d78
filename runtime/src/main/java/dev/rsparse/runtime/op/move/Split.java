package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `data` cut along `axis` (attribute, default 0; negative ones count from the end since version 11) into as many
/// parts as there are outputs, of the extents `split`: an attribute before version 13, an input since. Without it
/// the parts are equal; since version 18, with the attribute `num_outputs`, the last may be smaller. Any type. ONNX
/// Split-2,-11,-13,-18.
public final class Split implements Operator {

    private final long axis;
    private final boolean smallerLast;
    private final Numbers sizes;
    private final Extents extents = new Extents();
    private final StridedCopy copy;

    public Split(Settings settings) {
        this.axis = settings.integer("axis", 0);
        this.smallerLast = settings.version() >= 18;
        this.sizes = new Numbers("Split", "split", settings.integers("split"));
        this.copy = new StridedCopy(settings.workers());
    }

    /// @param split absent before version 13
    public void run(Tensor data, Tensor split, Tensor[] outs) {
        int along = Checks.axis("Split", axis, data);
        sizes.read(split);
        check(data, along, outs.length);
        int outer = data.count(0, along);
        int stride = data.count(along, data.rank());
        int inner = data.count(along + 1, data.rank());
        int start = 0;
        for (int i = 0; i < outs.length; i++) {
            int extent = size(i, data.dim(along), outs.length);
            if (outs[i].isPresent()) {
                extents.copy(data);
                extents.set(along, extent);
                extents.shape(outs[i], data.type());
                copy.clear();
                copy.axis(outer, stride, extent * inner);
                copy.axis(extent * inner, 1, 1);
                copy.run(data, start, outs[i], 0);
            }
            start += extent * inner;
        }
    }

    /// The extent of a part; negative or wrong ones are found by [#check].
    private int size(int part, int extent, int parts) {
        if (!sizes.isEmpty()) {
            return (int) sizes.get(part);
        }
        int most = (int) (((long) extent + parts - 1) / parts);
        return part < parts - 1 ? most : extent - most * (parts - 1);
    }

    private void check(Tensor data, int along, int parts) {
        int extent = data.dim(along);
        boolean fits = parts > 0 && (sizes.isEmpty() || sizes.size() == parts);
        long sum = 0;
        for (int i = 0; fits && i < parts; i++) {
            long size = sizes.isEmpty() ? size(i, extent, parts) : sizes.get(i);
            fits = size >= 0 && size <= extent;
            sum += size;
        }
        boolean uneven = sizes.isEmpty() && !smallerLast && parts > 0 && extent % parts != 0;
        if (!fits || sum != extent || uneven) {
            throw new IllegalArgumentException("Split: axis " + along + " of " + data + " does not make " + parts
                    + " parts" + (sizes.isEmpty() ? "" : " of extents " + sizes));
        }
    }
}
