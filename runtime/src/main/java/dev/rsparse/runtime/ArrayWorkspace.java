package dev.rsparse.runtime;

import java.util.List;

/// The workspace of a class that is emitted as bytecode: arrays by number, as its [BufferPlan] lists them. Such a
/// class is self-contained and may be hidden, which no class could that declares its buffers in another.
public final class ArrayWorkspace extends Workspace {

    /// Arrays of floats. Emitted code reads it; a step never replaces what is in it.
    public final float[][] floats;

    /// Arrays of integers.
    public final int[][] ints;

    private final List<BufferPlan.Floats> plan;
    private final int logits;
    private final int logitsStride;

    /// @param caches one per attention node, in graph order
    /// @param sites number of thinned linears
    /// @param members most threads that may run a step together, at least 1
    /// @param logits which array of floats the logits are written to
    /// @param logitsStride elements from one row of logits to the next
    public ArrayWorkspace(BufferPlan plan, List<KvCache> caches, int sites, int members, int logits, int logitsStride) {
        super(caches, sites, members);
        this.plan = plan.floats();
        this.logits = logits;
        this.logitsStride = logitsStride;
        this.ints = plan.makeInts();
        this.floats = new float[this.plan.size()][];
        make(BufferPlan.Life.SESSION, 1);
        make(BufferPlan.Life.BATCH, 1);
        make(BufferPlan.Life.TAIL, 1);
        make(BufferPlan.Life.GROUP, 0);
    }

    private void make(BufferPlan.Life life, int rows) {
        for (int i = 0; i < floats.length; i++) {
            if (plan.get(i).life() == life) {
                floats[i] = plan.get(i).make().apply(rows);
            }
        }
    }

    @Override
    public float[] logits() {
        return floats[logits];
    }

    @Override
    public int logitsStride() {
        return logitsStride;
    }

    @Override
    protected void makeRoom(int rows, int logitsRows) {
        make(BufferPlan.Life.BATCH, rows);
        make(BufferPlan.Life.TAIL, logitsRows);
    }

    @Override
    protected void makeGroupRoom(int rows) {
        make(BufferPlan.Life.GROUP, rows);
    }
}
