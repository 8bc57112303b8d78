package dev.rsparse.compiler.pack;

import dev.rsparse.runtime.StripLayout;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Four bits, at the scale at which the sum of the squared errors is least, among some that cut off the largest
/// numbers and one that does not.
final class FourBitEncoder implements StripEncoder {

    private static final int BLOCK = 128;
    private static final int WORDS = 16;
    private static final int LEAST = -8;
    private static final int MOST = 7;

    /// The four bits of the number 0, eight times.
    private static final int ZEROS = 0x88888888;

    /// Scales that are tried first, as shares of the one that cuts off nothing, in sixteenths. Then those beside the
    /// best of them are.
    private static final int[] SHARES = {16, 13, 10, 7};

    /// What a step of each place comes to at a scale of 1.
    private final float[] units;

    private final float[] inverse;
    private final float[] scaled;

    /// @param places the scale of each place, to the end of a strip
    FourBitEncoder(float[] places) {
        this.units = new float[places.length];
        this.inverse = new float[places.length];
        this.scaled = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            units[i] = places[i] * StripLayout.Q4.step(i);
            inverse[i] = units[i] == 0 ? 0 : 1 / units[i];
        }
    }

    @Override
    public float encode(float[] numbers, float[] read, MemorySegment memory, long at) {
        for (int i = 0; i < numbers.length; i += Lanes.COUNT) {
            FloatVector.fromArray(Lanes.FLOATS, numbers, i)
                    .mul(FloatVector.fromArray(Lanes.FLOATS, inverse, i))
                    .intoArray(scaled, i);
        }
        float widest = Lanes.largest(scaled) / MOST;
        // What is no number, or too large or too small for a finite scale and its inverse, leaves nothing to keep.
        if (!(widest > 0 && Float.isFinite(widest) && Float.isFinite(1 / widest))) {
            memory.asSlice(at, numbers.length / 2).fill((byte) ZEROS);
            Arrays.fill(read, 0);
            return 0;
        }
        float scale = best(widest);
        write(scale, read, memory, at);
        return scale;
    }

    private float best(float widest) {
        int best = best(widest, SHARES);
        int finest = best(widest, best - 1, best, Math.min(best + 1, 16));
        return share(widest, finest);
    }

    private int best(float widest, int... shares) {
        int best = shares[0];
        float least = error(share(widest, best));
        for (int i = 1; i < shares.length; i++) {
            float error = error(share(widest, shares[i]));
            if (error < least) {
                least = error;
                best = shares[i];
            }
        }
        return best;
    }

    private static float share(float widest, int sixteenths) {
        return widest * sixteenths / 16;
    }

    /// The sum of the squared errors.
    private float error(float scale) {
        FloatVector sum = FloatVector.zero(Lanes.FLOATS);
        float perStep = 1 / scale;
        for (int i = 0; i < scaled.length; i += Lanes.COUNT) {
            FloatVector values = FloatVector.fromArray(Lanes.FLOATS, scaled, i);
            FloatVector moved = Lanes.floats(Lanes.steps(values, perStep, LEAST, MOST))
                    .mul(scale)
                    .sub(values);
            FloatVector error = moved.mul(FloatVector.fromArray(Lanes.FLOATS, units, i));
            sum = error.fma(error, sum);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    private void write(float scale, float[] read, MemorySegment memory, long at) {
        float perStep = 1 / scale;
        for (int block = 0; block < scaled.length; block += BLOCK) {
            for (int word = 0; word < WORDS; word += Lanes.COUNT) {
                IntVector bits = IntVector.broadcast(Lanes.INTS, ZEROS);
                for (int k = 0; k < 8; k++) {
                    int i = block + WORDS * k + word;
                    FloatVector values = FloatVector.fromArray(Lanes.FLOATS, scaled, i);
                    IntVector steps = Lanes.steps(values, perStep, LEAST, MOST);
                    Lanes.floats(steps)
                            .mul(scale)
                            .mul(FloatVector.fromArray(Lanes.FLOATS, units, i))
                            .intoArray(read, i);
                    // No carry: each four bits stay from 0 to 15.
                    bits = bits.add(steps.lanewise(VectorOperators.LSHL, 4 * k));
                }
                bits.intoMemorySegment(memory, at + block / 2 + 4L * word, ByteOrder.LITTLE_ENDIAN);
            }
        }
    }
}
