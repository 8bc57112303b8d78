package dev.rsparse.runtime.op.image;

import java.util.Arrays;

/// Discrete Fourier transforms of one length: `out[k] = Σ x[n]·exp(-2πi·kn/N)`, computed as doubles in `O(N log
/// N)`. Powers of two are halved again and again; other lengths are folded with a chirp (Bluestein, 1970), which
/// takes powers of two.
final class Fourier {

    private final int length;
    private final int power;
    private final double[] cosines;
    private final double[] sines;

    /// The chirp `exp(-πi·n²/N)`, and the transform of its conjugate; empty for powers of two.
    private final double[] chirp;

    private final double[] chirpReal;
    private final double[] chirpImaginary;
    private final double[] real;
    private final double[] imaginary;

    /// @param length number of places, at least 1
    Fourier(int length) {
        this.length = length;
        boolean whole = Integer.bitCount(length) == 1;
        this.power = whole ? length : Math.max(1, Integer.highestOneBit(2 * length - 1) * 2);
        this.cosines = new double[power / 2];
        this.sines = new double[power / 2];
        for (int i = 0; i < power / 2; i++) {
            cosines[i] = Math.cos(2 * Math.PI * i / power);
            sines[i] = -Math.sin(2 * Math.PI * i / power);
        }
        int folded = whole ? 0 : power;
        this.chirp = new double[whole ? 0 : 2 * length];
        this.chirpReal = new double[folded];
        this.chirpImaginary = new double[folded];
        this.real = new double[folded];
        this.imaginary = new double[folded];
        if (!whole) {
            makeChirp();
        }
    }

    private void makeChirp() {
        for (int i = 0; i < length; i++) {
            // The angle repeats itself; a small one is more exact.
            double angle = Math.PI * ((long) i * i % (2L * length)) / length;
            chirp[2 * i] = Math.cos(angle);
            chirp[2 * i + 1] = -Math.sin(angle);
            chirpReal[i] = chirp[2 * i];
            chirpImaginary[i] = -chirp[2 * i + 1];
            chirpReal[(power - i) % power] = chirpReal[i];
            chirpImaginary[(power - i) % power] = chirpImaginary[i];
        }
        halve(chirpReal, chirpImaginary);
    }

    int length() {
        return length;
    }

    /// Transforms in place. Swapping the two arrays gives the transform with `exp(+2πi·kn/N)`, swapped.
    void transform(double[] re, double[] im) {
        if (chirp.length == 0) {
            halve(re, im);
            return;
        }
        Arrays.fill(real, 0);
        Arrays.fill(imaginary, 0);
        for (int i = 0; i < length; i++) {
            real[i] = re[i] * chirp[2 * i] - im[i] * chirp[2 * i + 1];
            imaginary[i] = re[i] * chirp[2 * i + 1] + im[i] * chirp[2 * i];
        }
        halve(real, imaginary);
        for (int i = 0; i < power; i++) {
            double product = real[i] * chirpReal[i] - imaginary[i] * chirpImaginary[i];
            imaginary[i] = real[i] * chirpImaginary[i] + imaginary[i] * chirpReal[i];
            real[i] = product;
        }
        // Back again: the transform of swapped parts, swapped, and as many times too large as there are places.
        halve(imaginary, real);
        for (int i = 0; i < length; i++) {
            re[i] = (real[i] * chirp[2 * i] - imaginary[i] * chirp[2 * i + 1]) / power;
            im[i] = (real[i] * chirp[2 * i + 1] + imaginary[i] * chirp[2 * i]) / power;
        }
    }

    /// The transform of a power of two, in place.
    private void halve(double[] re, double[] im) {
        reorder(re, im);
        for (int half = 1; half < power; half *= 2) {
            int step = power / (2 * half);
            for (int start = 0; start < power; start += 2 * half) {
                for (int i = 0; i < half; i++) {
                    int even = start + i;
                    int odd = even + half;
                    double c = cosines[i * step];
                    double s = sines[i * step];
                    double oddReal = re[odd] * c - im[odd] * s;
                    double oddImaginary = re[odd] * s + im[odd] * c;
                    re[odd] = re[even] - oddReal;
                    im[odd] = im[even] - oddImaginary;
                    re[even] += oddReal;
                    im[even] += oddImaginary;
                }
            }
        }
    }

    /// Puts each place where the bits of its number lead in reverse.
    private void reorder(double[] re, double[] im) {
        int shift = Integer.numberOfLeadingZeros(power) + 1;
        for (int i = 0; i < power; i++) {
            // A length of 1 has no bits, and a shift of 32 would be none.
            int other = shift > 31 ? i : Integer.reverse(i) >>> shift;
            if (other > i) {
                double kept = re[i];
                re[i] = re[other];
                re[other] = kept;
                kept = im[i];
                im[i] = im[other];
                im[other] = kept;
            }
        }
    }
}
