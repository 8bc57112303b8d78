package dev.rsparse.compiler.pack;

import dev.rsparse.compiler.weights.WeightSource;
import java.util.List;

/// The columns of matrices `[rows,in]` that stand one above the other, which a checkpoint holds row by row. Bands of
/// neighbouring columns are turned, so that a matrix of any size needs the memory of one band, and a narrow one is
/// turned in the processor's own cache.
final class ColumnReader {

    /// Rows that are turned together: their part of a column is four cache lines.
    private static final int TILE = 64;

    /// Columns that are turned together: a cache line of each row.
    private static final int LINE = 16;

    private final WeightSource weights;
    private final List<Block> blocks;
    private final int in;
    private final int out;

    /// One of the matrices.
    ///
    /// @param from where in a column its first row stands
    record Block(String tensor, int from) {}

    /// @param blocks matrices of the same width; numbers of a column that belong to none are not written
    /// @param out numbers in a column
    ColumnReader(WeightSource weights, List<Block> blocks, int out) {
        this.weights = weights;
        this.blocks = List.copyOf(blocks);
        this.in = weights.find(blocks.getFirst().tensor()).orElseThrow().size(1);
        this.out = out;
    }

    /// Columns there are.
    int in() {
        return in;
    }

    /// Reads columns `first..first+count`; column `first+c` goes to `into[c*out..]`.
    void read(int first, int count, float[] into) {
        // A little longer than the band: rows a power of two apart would share a few sets of the cache.
        int stride = count + LINE;
        float[] tile = new float[TILE * stride];
        for (Block block : blocks) {
            String tensor = block.tensor();
            int rows = weights.find(tensor).orElseThrow().size(0);
            for (int row = 0; row < rows; row += TILE) {
                int height = Math.min(TILE, rows - row);
                for (int r = 0; r < height; r++) {
                    weights.read(tensor, (long) (row + r) * in + first, tile, r * stride, count);
                }
                turn(tile, stride, height, count, into, block.from() + row);
            }
        }
    }

    private void turn(float[] tile, int stride, int height, int count, float[] into, int offset) {
        for (int from = 0; from < count; from += LINE) {
            for (int c = from; c < Math.min(from + LINE, count); c++) {
                int to = c * out + offset;
                for (int r = 0; r < height; r++) {
                    into[to + r] = tile[r * stride + c];
                }
            }
        }
    }
}
