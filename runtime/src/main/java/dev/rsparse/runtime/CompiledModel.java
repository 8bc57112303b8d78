package dev.rsparse.runtime;

import java.lang.foreign.MemorySegment;

/// What every emitted model class is: weights plus straight-line code for one graph under one policy.
///
/// Instances are immutable and may be shared between threads; all state of a run lives in the [Workspace] of a
/// [Session].
public abstract class CompiledModel implements AutoCloseable {

    private final ModelInfo info;
    private final WeightContainer weights;

    /// @throws IllegalArgumentException when `weights` was written for another class
    protected CompiledModel(ModelInfo info, WeightContainer weights) {
        if (!weights.fingerprint().equals(info.fingerprint())) {
            throw new IllegalArgumentException("weights were written for layout " + weights.fingerprint() + " but "
                    + info.name() + " was compiled for " + info.fingerprint() + "; compile the model again");
        }
        this.info = info;
        this.weights = weights;
    }

    /// Facts about the model and its policy.
    public final ModelInfo info() {
        return info;
    }

    /// A new sequence of up to `positions` tokens, with its own KV cache.
    ///
    /// @throws IllegalArgumentException when `positions` is not in 1..[ModelInfo#maxPositions]
    public final Session newSession(int positions) {
        if (positions < 1 || positions > info.maxPositions()) {
            throw new IllegalArgumentException("a session of " + info.name() + " holds 1 to " + info.maxPositions()
                    + " positions, not " + positions);
        }
        return new Session(this, newWorkspace(positions), positions);
    }

    /// A new sequence as long as the model allows.
    public final Session newSession() {
        return newSession(info.maxPositions());
    }

    /// The packed weights; emitted code reads it at constant offsets.
    protected final MemorySegment weights() {
        return weights.data();
    }

    /// Buffers and caches for sequences of up to `positions` tokens.
    protected abstract Workspace newWorkspace(int positions);

    /// Runs one token through the decode kernels, thinned as the policy says; its logits are row 0 of
    /// [Workspace#logits] afterwards.
    protected abstract void decode(Workspace workspace, int id, int position);

    /// Runs `ids[from..from+rows)` at `position` and after through the batch kernels.
    ///
    /// @param rows at most [Workspace#BATCH]
    /// @param thin whether thinned linears run thinned or dense
    /// @param allLogits whether the logits of every row are wanted; otherwise row 0 of [Workspace#logits] holds
    ///     those of
    ///     the last token
    protected abstract void prefill(
            Workspace workspace, int[] ids, int from, int rows, int position, boolean thin, boolean allLogits);

    @Override
    public final void close() {
        weights.close();
    }
}
