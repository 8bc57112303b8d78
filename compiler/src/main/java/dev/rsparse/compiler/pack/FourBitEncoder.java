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
    private static final int MOST = 7;
    private static final IntVector LOWEST = Lanes.bound(-8);
    private static final IntVector HIGHEST = Lanes.bound(MOST);

    /// The four bits of the number 0, eight times.
    private static final int ZEROS = 0x88888888;

    private static final int LOWERED = Lanes.lowered(8, 4, ZEROS);

    /// Scales that are tried first, as shares of the one that cuts off nothing, in sixteenths. Then those beside the
    /// best of them are.
    private static final int[] SHARES = {16, 13, 10, 7};

    private static final int WIDEST = 16;

    /// What a step of each place comes to at a scale of 1.
    private final float[] units;

    private final float[] inverse;
    private final float[] scaled;
    /// What [#measure] found.
    private final float[] errors = new float[2];

    /// A share of the scale that cuts off nothing, in sixteenths, and the sum of the squared errors at it.
    private record Tried(int share, float error) {}

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
        float widest = inSteps(numbers) / MOST;
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

    /// Brings numbers into steps of their places.
    ///
    /// @return the largest magnitude
    private float inSteps(float[] numbers) {
        IntVector largest = IntVector.zero(Lanes.INTS);
        for (int i = 0; i < numbers.length; i += Lanes.COUNT) {
            FloatVector values = FloatVector.fromArray(Lanes.FLOATS, numbers, i)
                    .mul(FloatVector.fromArray(Lanes.FLOATS, inverse, i));
            values.intoArray(scaled, i);
            largest = largest.max(Lanes.magnitudes(values));
        }
        return Lanes.largest(largest);
    }

    private float best(float widest) {
        Tried best = new Tried(SHARES[0], Float.POSITIVE_INFINITY);
        for (int pair = 0; pair <= SHARES.length; pair += 2) {
            // Those beside the best come last: of equal ones the finer.
            boolean beside = pair == SHARES.length;
            int first = beside ? best.share() - 1 : SHARES[pair];
            int second = beside ? Math.min(best.share() + 1, WIDEST) : SHARES[pair + 1];
            measure(share(widest, first), share(widest, second));
            if (errors[0] < best.error() || beside && errors[0] == best.error()) {
                best = new Tried(first, errors[0]);
            }
            if (errors[1] < best.error()) {
                best = new Tried(second, errors[1]);
            }
        }
        return share(widest, best.share());
    }

    private static float share(float widest, int sixteenths) {
        return widest * sixteenths / WIDEST;
    }

    /// The sums of the squared errors at two scales, which take one walk over the numbers.
    private void measure(float first, float second) {
        FloatVector firsts = Lanes.all(first);
        FloatVector seconds = Lanes.all(second);
        FloatVector perFirst = Lanes.all(1 / first);
        FloatVector perSecond = Lanes.all(1 / second);
        FloatVector firstSum = FloatVector.zero(Lanes.FLOATS);
        FloatVector secondSum = FloatVector.zero(Lanes.FLOATS);
        for (int i = 0; i < scaled.length; i += Lanes.COUNT) {
            FloatVector values = FloatVector.fromArray(Lanes.FLOATS, scaled, i);
            FloatVector unit = FloatVector.fromArray(Lanes.FLOATS, units, i);
            FloatVector firstError = moved(values, firsts, perFirst).mul(unit);
            FloatVector secondError = moved(values, seconds, perSecond).mul(unit);
            firstSum = firstError.fma(firstError, firstSum);
            secondSum = secondError.fma(secondError, secondSum);
        }
        errors[0] = Lanes.sum(firstSum);
        errors[1] = Lanes.sum(secondSum);
    }

    private static FloatVector moved(FloatVector values, FloatVector scale, FloatVector perStep) {
        return Lanes.floats(Lanes.raised(values, perStep, LOWEST, HIGHEST))
                .mul(scale)
                .sub(values);
    }

    private void write(float scale, float[] read, MemorySegment memory, long at) {
        FloatVector scales = Lanes.all(scale);
        FloatVector perStep = Lanes.all(1 / scale);
        for (int block = 0; block < scaled.length; block += BLOCK) {
            for (int word = 0; word < WORDS; word += Lanes.COUNT) {
                IntVector bits = IntVector.broadcast(Lanes.INTS, LOWERED);
                for (int k = 0; k < 8; k++) {
                    int i = block + WORDS * k + word;
                    FloatVector values = FloatVector.fromArray(Lanes.FLOATS, scaled, i);
                    IntVector raised = Lanes.raised(values, perStep, LOWEST, HIGHEST);
                    Lanes.floats(raised)
                            .mul(scales)
                            .mul(FloatVector.fromArray(Lanes.FLOATS, units, i))
                            .intoArray(read, i);
                    // No carry: each four bits stay from 0 to 15.
                    bits = bits.add(raised.lanewise(VectorOperators.LSHL, 4 * k));
                }
                bits.intoMemorySegment(memory, at + block / 2 + 4L * word, ByteOrder.LITTLE_ENDIAN);
            }
        }
    }
}
