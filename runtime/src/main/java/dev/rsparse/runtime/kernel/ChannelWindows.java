package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static dev.rsparse.runtime.kernel.VectorMath.load;

import jdk.incubator.vector.FloatVector;

/// Windows over pictures whose channels lie next to each other, each channel on its own.
public final class ChannelWindows {

    private ChannelWindows() {}

    /// `out[c] = bias[c] + Σ x[c] w[c]` over the places of a window, summed line by line and place by place with
    /// fused multiplications.
    ///
    /// @param at where the first place begins in `x`
    /// @param xLine elements from line to line of the window, `xPlace` from place to place
    /// @param wAt where the weights of the first place begin in `w`; those of the next place follow
    /// @param wLine elements from line to line in `w`
    /// @param channels elements of `bias` and of a place
    public static void sum(
            float[] x,
            int at,
            int xLine,
            int xPlace,
            float[] w,
            int wAt,
            int wLine,
            int lines,
            int places,
            float[] bias,
            float[] out,
            int to,
            int channels) {
        int c = 0;
        for (; c + 4 * LANES <= channels; c += 4 * LANES) {
            four(x, at + c, xLine, xPlace, w, wAt + c, wLine, lines, places, bias, c, out, to + c, channels);
        }
        for (; c + LANES <= channels; c += LANES) {
            one(x, at + c, xLine, xPlace, w, wAt + c, wLine, lines, places, bias, c, out, to + c, channels);
        }
        if (c < channels && channels >= LANES) {
            // Some channels once more, to the same bits.
            int back = channels - LANES;
            one(x, at + back, xLine, xPlace, w, wAt + back, wLine, lines, places, bias, back, out, to + back, channels);
            return;
        }
        for (; c < channels; c++) {
            float sum = bias[c];
            for (int line = 0; line < lines; line++) {
                for (int place = 0; place < places; place++) {
                    float number = x[at + line * xLine + place * xPlace + c];
                    sum = Math.fma(number, w[wAt + line * wLine + place * channels + c], sum);
                }
            }
            out[to + c] = sum;
        }
    }

    private static void four(
            float[] x,
            int at,
            int xLine,
            int xPlace,
            float[] w,
            int wAt,
            int wLine,
            int lines,
            int places,
            float[] bias,
            int biasAt,
            float[] out,
            int to,
            int channels) {
        FloatVector s0 = load(bias, biasAt);
        FloatVector s1 = load(bias, biasAt + LANES);
        FloatVector s2 = load(bias, biasAt + 2 * LANES);
        FloatVector s3 = load(bias, biasAt + 3 * LANES);
        for (int line = 0; line < lines; line++) {
            int from = at + line * xLine;
            int with = wAt + line * wLine;
            for (int place = 0; place < places; place++) {
                s0 = load(x, from).fma(load(w, with), s0);
                s1 = load(x, from + LANES).fma(load(w, with + LANES), s1);
                s2 = load(x, from + 2 * LANES).fma(load(w, with + 2 * LANES), s2);
                s3 = load(x, from + 3 * LANES).fma(load(w, with + 3 * LANES), s3);
                from += xPlace;
                with += channels;
            }
        }
        s0.intoArray(out, to);
        s1.intoArray(out, to + LANES);
        s2.intoArray(out, to + 2 * LANES);
        s3.intoArray(out, to + 3 * LANES);
    }

    private static void one(
            float[] x,
            int at,
            int xLine,
            int xPlace,
            float[] w,
            int wAt,
            int wLine,
            int lines,
            int places,
            float[] bias,
            int biasAt,
            float[] out,
            int to,
            int channels) {
        FloatVector sum = load(bias, biasAt);
        for (int line = 0; line < lines; line++) {
            int from = at + line * xLine;
            int with = wAt + line * wLine;
            for (int place = 0; place < places; place++) {
                sum = load(x, from).fma(load(w, with), sum);
                from += xPlace;
                with += channels;
            }
        }
        sum.intoArray(out, to);
    }

    /// `out[c]` is the largest `x[c]` over the places of a window, minus infinity when there are none. Parameters are
    /// those of [#sum].
    public static void max(
            float[] x, int at, int xLine, int xPlace, int lines, int places, float[] out, int to, int channels) {
        int c = 0;
        for (; c + LANES <= channels; c += LANES) {
            FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
            for (int line = 0; line < lines; line++) {
                for (int place = 0; place < places; place++) {
                    most = most.max(load(x, at + c + line * xLine + place * xPlace));
                }
            }
            most.intoArray(out, to + c);
        }
        for (; c < channels; c++) {
            float most = Float.NEGATIVE_INFINITY;
            for (int line = 0; line < lines; line++) {
                for (int place = 0; place < places; place++) {
                    most = Math.max(most, x[at + c + line * xLine + place * xPlace]);
                }
            }
            out[to + c] = most;
        }
    }

    /// `out[c]` is the mean of `x[c]` over `lines * places` places that follow each other: numbers of a line are added
    /// first, then lines.
    public static void mean(float[] x, int at, int lines, int places, float[] out, int to, int channels) {
        int c = 0;
        for (; c + LANES <= channels; c += LANES) {
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int line = 0; line < lines; line++) {
                FloatVector part = FloatVector.zero(FLOATS);
                for (int place = 0; place < places; place++) {
                    part = part.add(load(x, at + c + (line * places + place) * channels));
                }
                sum = sum.add(part);
            }
            sum.div(lines * places).intoArray(out, to + c);
        }
        for (; c < channels; c++) {
            float sum = 0;
            for (int line = 0; line < lines; line++) {
                float part = 0;
                for (int place = 0; place < places; place++) {
                    part += x[at + c + (line * places + place) * channels];
                }
                sum += part;
            }
            out[to + c] = sum / (lines * places);
        }
    }
}
