package dev.rsparse.runtime.op.linear;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static dev.rsparse.runtime.kernel.VectorMath.WORDS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Panels of a matrix of integers of few bits whose blocks have whole words, by the arithmetic of [NBitsRows].
final class NBitsPanels implements Panels {

    private static final int MANTISSA = 23;
    private static final int ONE = 0x3F800000;

    private final NBitsLayout layout;
    private final int planes;
    private int[] words = {};
    private float[] scales = {};
    private float[] marks = {};

    NBitsPanels(NBitsLayout layout) {
        this.layout = layout;
        this.planes = Integer.SIZE / layout.bits;
    }

    /// Takes on what is laid.
    NBitsPanels of(int[] laid, float[] blockScales, float[] blockMarks) {
        words = laid;
        scales = blockScales;
        marks = blockMarks;
        return this;
    }

    @Override
    public void pack(int batch, int row, int rowEnd, int column, int columns, float[] panel) {
        if (columns < Product.PANEL) {
            Arrays.fill(panel, 0, (rowEnd - row) * Product.PANEL, 0);
        }
        // Columns that fill up the last strip have scales of 0.
        for (int j = 0; j < Math.min(columns, Product.PANEL); j += LANES) {
            int end;
            for (int r = row; r < rowEnd; r = end) {
                end = Math.min(rowEnd, (r / layout.block + 1) * layout.block);
                unpack(r, end, column + j, panel, (r - row) * Product.PANEL + j);
            }
        }
    }

    /// Writes rows of a block.
    private void unpack(int row, int rowEnd, int column, float[] panel, int to) {
        int strip = column / NBitsLayout.STRIP;
        int lane = column % NBitsLayout.STRIP;
        int block = (strip * layout.blocks + row / layout.block) * NBitsLayout.STRIP + lane;
        int from = strip * layout.blocks * layout.words * NBitsLayout.STRIP + lane;
        int shift = MANTISSA - layout.bits;
        int mask = (1 << layout.bits) - 1 << shift;
        FloatVector scale = FloatVector.fromArray(FLOATS, scales, block).mul(1 << layout.bits);
        FloatVector mark = FloatVector.fromArray(FLOATS, marks, block);
        int at = to;
        for (int r = row; r < rowEnd; r += planes) {
            IntVector integers = IntVector.fromArray(WORDS, words, from + r / planes * NBitsLayout.STRIP);
            int count = Math.min(planes, rowEnd - r);
            for (int i = 0; i < count; i++) {
                integers.lanewise(VectorOperators.LSHL, shift)
                        .and(mask)
                        .or(ONE)
                        .reinterpretAsFloats()
                        .add(mark)
                        .mul(scale)
                        .intoArray(panel, at);
                integers = integers.lanewise(VectorOperators.LSHR, layout.bits);
                at += Product.PANEL;
            }
        }
    }
}
