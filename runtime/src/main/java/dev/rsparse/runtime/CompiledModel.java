package dev.rsparse.runtime;

import java.lang.foreign.MemorySegment;

/// What every emitted model class is: weights plus straight-line code for one graph under one policy.
///
/// Instances may be shared between threads; all state of a run lives in the [Workspace] of a [Session].
///
/// With more than one thread a model has a team of workers, on which one session at a time runs its step; a session
/// that finds the team taken runs its step on its own thread alone. Logits are the same bits either way, whatever
/// the number of threads.
public abstract class CompiledModel implements AutoCloseable {

    private final ModelInfo info;
    private final WeightContainer weights;
    private volatile Team team;

    /// @throws IllegalArgumentException when `weights` was written for another class
    protected CompiledModel(ModelInfo info, WeightContainer weights) {
        if (!weights.fingerprint().equals(info.fingerprint())) {
            throw new IllegalArgumentException("weights were written for layout " + weights.fingerprint() + " but "
                    + info.name() + " was compiled for " + info.fingerprint() + "; compile the model again");
        }
        this.info = info;
        this.weights = weights;
        this.team = new Team(info.threads());
    }

    /// How many threads run a step of a session that is opened from now on, its caller among them. Threads beyond
    /// the cores of the machine only get in each other's way.
    ///
    /// @throws IllegalArgumentException when `threads` is not in 1..[ModelInfo#MOST_THREADS]
    public final synchronized void setThreads(int threads) {
        ModelInfo.checkThreads(threads);
        if (threads != team.size()) {
            team.close();
            team = new Team(threads);
        }
    }

    /// Threads that run a step.
    public final int threads() {
        return team.size();
    }

    /// The team that runs steps at present.
    final Team team() {
        return team;
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
        requireTokens();
        return new Session(this, newWorkspace(positions, threads()), positions);
    }

    private void requireTokens() {
        if (inputWidth() > 0) {
            throw new IllegalStateException(info.name() + " reads numbers, not tokens; run it by newInference()");
        }
    }

    /// A new sequence as long as the model allows.
    public final Session newSession() {
        return newSession(info.maxPositions());
    }

    /// A group in which sequences of this model are decoded together; more may join later.
    ///
    /// @throws IllegalArgumentException as [SessionGroup#join]
    /// @throws IllegalStateException when the model reads numbers
    public final SessionGroup newGroup(Session... sessions) {
        requireTokens();
        SessionGroup group = new SessionGroup(this, newWorkspace(0, threads()));
        for (Session session : sessions) {
            group.join(session);
        }
        return group;
    }

    /// Numbers of a row that the model reads; 0 for a model that reads tokens.
    public int inputWidth() {
        return 0;
    }

    /// Buffers to run rows of numbers with, of a model that reads them.
    ///
    /// @throws IllegalStateException when the model reads tokens
    public final Inference newInference() {
        if (inputWidth() == 0) {
            throw new IllegalStateException(info.name() + " reads tokens, not numbers; run it by newSession()");
        }
        return new Inference(this, newWorkspace(1, threads()));
    }

    /// Runs a step: on the model's team where that is free and not larger than what `workspace` was made for, else
    /// on this thread alone.
    final void step(Workspace workspace, Team.Task task) {
        workspace.run(team(), workspace.mostMembers(), task);
    }

    /// The packed weights; emitted code reads it at constant offsets.
    protected final MemorySegment weights() {
        return weights.data();
    }

    /// Buffers and caches for sequences of up to `positions` tokens.
    ///
    /// @param members most threads that may run a step together
    protected abstract Workspace newWorkspace(int positions, int members);

    /// Runs token `ids[0]` through the decode kernels, thinned as the policy says; its logits are row 0 of
    /// [Workspace#logits] afterwards.
    ///
    /// @param member which of the threads that run this step calls: each does its share
    protected abstract void decode(Workspace workspace, int[] ids, int position, int member);

    /// Runs `ids[from..from+rows)` at `position` and after through the batch kernels.
    ///
    /// @param rows at most [Workspace#BATCH]
    /// @param thin whether thinned linears run thinned or dense
    /// @param allLogits whether the logits of every row are wanted; otherwise row 0 of [Workspace#logits] holds
    ///     those of the last token
    /// @param member which of the threads that run this step calls: each does its share
    protected abstract void prefill(
            Workspace workspace,
            int[] ids,
            int from,
            int rows,
            int position,
            boolean thin,
            boolean allLogits,
            int member);

    /// Runs token `ids[row]` of each of `rows` sequences through the kernels for groups, thinned as the policy
    /// says. What belongs to a sequence is [Workspace#cache(int, int)] and [Workspace#position]; its logits are
    /// row `row` of [Workspace#logits] afterwards.
    ///
    /// A model that reads numbers has no such kernels: its rows run together as they are.
    ///
    /// @param rows 2..[SessionGroup#MOST]
    /// @param member which of the threads that run this step calls: each does its share
    protected void decodeGroup(Workspace workspace, int[] ids, int rows, int member) {
        throw new IllegalStateException(info.name() + " has no sequences");
    }

    @Override
    public final void close() {
        team.close();
        weights.close();
    }
}
