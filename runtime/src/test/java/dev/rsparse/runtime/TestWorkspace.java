package dev.rsparse.runtime;

import java.util.List;

/// A workspace without activations, for kernels that need only what the base class holds.
public final class TestWorkspace extends Workspace {

    /// @param members most threads that may run a step together
    public TestWorkspace(int members) {
        super(List.of(), 0, members);
    }

    @Override
    protected void makeRoom(int rows, int logitsRows) {}

    @Override
    protected void makeGroupRoom(int rows) {}

    @Override
    public float[] logits() {
        return new float[0];
    }

    @Override
    public int logitsStride() {
        return 0;
    }
}
