package dev.rsparse.compiler.pack;

import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.compiler.weights.WeightSource.Pieces;
import java.util.List;

/// The columns of matrices `[rows,in]` that stand one above the other, which a checkpoint holds row by row. Bands of
/// neighbouring columns are turned, so that a matrix of any size needs the memory of one band, and a narrow one is
/// turned in the processor's own cache.
final class ColumnReader {

    /// Rows that are turned together: their part of a column is four cache lines.
    private static final int TILE = 64;

    private final WeightSource weights;
    private final List<Block> blocks;
    private final int in;

    /// One of the matrices.
    ///
    /// @param from where in a column its first row stands
    record Block(String tensor, int from) {}

    /// @param blocks matrices of the same width; numbers of a column that belong to none are not written
    ColumnReader(WeightSource weights, List<Block> blocks) {
        this.weights = weights;
        this.blocks = List.copyOf(blocks);
        this.in = weights.find(blocks.getFirst().tensor()).orElseThrow().size(1);
    }

    /// Columns there are.
    int in() {
        return in;
    }

    /// Reads columns `first..first+count`; column `first+c` goes to `into[c*pitch..]`.
    void read(int first, int count, float[] into, int pitch) {
        Turn turn = new Turn();
        int stride = Turn.pitch(count);
        float[] tile = new float[TILE * stride];
        for (Block block : blocks) {
            int rows = weights.find(block.tensor()).orElseThrow().size(0);
            for (int row = 0; row < rows; row += TILE) {
                int height = Math.min(TILE, rows - row);
                weights.read(block.tensor(), (long) row * in + first, new Pieces(height, count, in, stride), tile);
                turn.turn(tile, stride, height, count, into, block.from() + row, pitch);
            }
        }
    }
}
