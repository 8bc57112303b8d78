package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `A` shifted by `B` bits, to higher places with `direction` = `LEFT`, to lower ones with `RIGHT`; 0 where `B` is
/// no less than the bits of the type. Integers have no sign (ONNX BitShift-11).
public final class BitShift extends Binary {

    private final boolean up;

    public BitShift(Settings settings) {
        super(settings, Types.UNSIGNED);
        String direction = settings.text("direction", "");
        if (!direction.equals("LEFT") && !direction.equals("RIGHT")) {
            throw new IllegalArgumentException("BitShift: direction " + direction + " is neither LEFT nor RIGHT");
        }
        this.up = direction.equals("LEFT");
    }

    @Override
    long apply(long left, long right, boolean unsigned) {
        if (Long.compareUnsigned(right, Long.SIZE) >= 0) {
            return 0;
        }
        return up ? left << right : left >>> right;
    }
}
