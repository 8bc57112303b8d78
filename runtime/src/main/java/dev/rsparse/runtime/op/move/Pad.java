package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `data` with more places around it. `pads` are those before each axis and then those after each; negative ones
/// cut. `mode` (attribute, default "constant") says what is in them: a constant, "reflect" (mirrored at the
/// outermost places, which are not repeated), "edge" (the outermost place), "wrap" (the other end again, since
/// version 19). In version 2 `pads` and `value` are attributes; since 11 they are inputs, and since 18 the input
/// `axes` may say which axes the pads are of. Any type. ONNX Pad-2,-11,-13,-18,-19,-21,-23,-24,-25.
public final class Pad implements Operator {

    private final String mode;
    private final float value;
    private final Numbers pads;
    private final Numbers axes = new Numbers("Pad", "axes", new long[0]);
    private final Tensor filler = new Tensor();
    private final Extents before = new Extents();
    private final Extents extents = new Extents();
    private final ShiftedCopy copy;
    private final MappedCopy mapped;

    public Pad(Settings settings) {
        this.mode = settings.text("mode", "constant");
        this.value = settings.number("value", 0);
        this.pads = new Numbers("Pad", "pads", settings.integers("pads"));
        this.copy = new ShiftedCopy(settings.workers());
        this.mapped = new MappedCopy(settings.workers());
    }

    /// @param padsInput absent in version 2, as are the others
    /// @param constant one element of the type of `data`, or absent for 0
    public void run(Tensor data, Tensor padsInput, Tensor constant, Tensor axesInput, Tensor out) {
        pads.read(padsInput);
        axes.read(axesInput);
        setExtents(data);
        if (mode.equals("constant")) {
            fill(data, constant);
            extents.shape(out, data.type());
            copy.run(data, before, filler, out);
            return;
        }
        mapped.clear();
        for (int axis = 0; axis < data.rank(); axis++) {
            addPlaces(data, axis);
        }
        extents.shape(out, data.type());
        mapped.run(data, out);
    }

    private void setExtents(Tensor data) {
        int size = axes.isEmpty() ? data.rank() : axes.size();
        if (pads.size() != 2 * size) {
            throw new IllegalArgumentException(
                    "Pad: pads " + pads + " do not go with " + data + (axes.isEmpty() ? "" : " and axes " + axes));
        }
        extents.copy(data);
        before.clear();
        for (int axis = 0; axis < data.rank(); axis++) {
            before.add(0);
        }
        for (int i = 0; i < size; i++) {
            int axis = axes.isEmpty() ? i : Checks.axis("Pad", axes.get(i), data);
            before.set(axis, pad(i));
            long extent = (long) data.dim(axis) + pad(i) + pad(i + size);
            extents.set(axis, Checks.extent("Pad", extent, data));
        }
    }

    private int pad(int i) {
        long pad = pads.get(i);
        if (pad != (int) pad) {
            throw new IllegalArgumentException("Pad: no pad of " + pad);
        }
        return (int) pad;
    }

    private void fill(Tensor data, Tensor constant) {
        filler.shape(data.type());
        if (!constant.isPresent()) {
            filler.setNumber(0, value);
            return;
        }
        Checks.single("Pad", "constant_value", constant);
        Checks.sameType("Pad", data, constant);
        filler.copy(constant, 0, 0, 1);
    }

    /// Maps the places of an axis. Where places are cut off, those that are left are mirrored or repeated.
    private void addPlaces(Tensor data, int axis) {
        int pad = before.get(axis);
        int first = Math.max(0, -pad);
        int after = extents.get(axis) - data.dim(axis) - pad;
        int extent = data.dim(axis) - first - Math.max(0, -after);
        if (extent <= 0 && extents.get(axis) > 0) {
            throw new IllegalArgumentException("Pad: axis " + axis + " of " + data + " has nothing to fill pads with");
        }
        for (int i = 0; i < extents.get(axis); i++) {
            mapped.place(first + source(i - Math.max(0, pad), extent));
        }
    }

    private int source(int place, int extent) {
        return switch (mode) {
            case "edge" -> Math.clamp(place, 0, extent - 1);
            case "wrap" -> Math.floorMod(place, extent);
            case "reflect" -> {
                int period = Math.max(1, 2 * (extent - 1));
                int folded = Math.floorMod(place, period);
                yield Math.min(folded, period - folded) % extent;
            }
            default -> throw new IllegalArgumentException("Pad: no mode " + mode);
        };
    }
}
