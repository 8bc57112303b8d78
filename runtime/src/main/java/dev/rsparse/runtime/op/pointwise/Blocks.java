package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.Workers;

/// Elements cut into blocks that threads share. A block is a whole number of vectors, so what is left over for
/// single elements is the same however many threads there are.
final class Blocks {

    /// Elements of a block.
    static final int SIZE = 1024;

    /// Blocks that are worth a thread's while.
    private static final int LEAST = 16;

    private final Workers workers;

    Blocks(Workers workers) {
        this.workers = workers;
    }

    /// Does all blocks of `count` elements.
    ///
    /// @param task is given numbers of blocks
    void share(int count, Workers.Task task) {
        workers.share((int) ((count + SIZE - 1L) / SIZE), LEAST, task);
    }

    /// First element of a block.
    static int first(int block) {
        return block * SIZE;
    }

    /// Where a block of `count` elements ends.
    static int last(int block, int count) {
        return (int) Math.min(count, (block + 1L) * SIZE);
    }
}
