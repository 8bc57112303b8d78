package dev.rsparse.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// Which arrays the sessions of a model need: what a class that is emitted as bytecode says instead of declaring
/// fields. Arrays of floats and of integers are numbered apart, each in the order of the calls here.
public final class BufferPlan {

    /// An array of floats.
    ///
    /// @param life what replaces it
    /// @param make the array for so many rows
    record Floats(Life life, IntFunction<float[]> make) {}

    /// How long an array of floats is kept.
    enum Life {
        /// As long as the session.
        SESSION,
        /// Until a larger batch comes.
        BATCH,
        /// Until a batch comes of which more logits are wanted.
        TAIL,
        /// Until more sequences are decoded together.
        GROUP
    }

    /// Elements behind the last, so that the widest vector can be stored at any of an array's elements.
    private static final int PADDING = 16;

    private final List<Floats> floats = new ArrayList<>();
    private final List<Supplier<int[]>> ints = new ArrayList<>();

    /// A row of `width` floats for each token of a batch.
    public BufferPlan rows(int width) {
        return add(Life.BATCH, rows -> Workspace.rows(rows, width));
    }

    /// A row of `width` floats for each token whose logits are wanted.
    public BufferPlan tailRows(int width) {
        return add(Life.TAIL, rows -> Workspace.rows(rows, width));
    }

    /// A row of `width` floats for each of several sequences that are decoded together.
    public BufferPlan groupRows(int width) {
        return add(Life.GROUP, rows -> Workspace.rows(rows, width));
    }

    /// At least `length` floats.
    public BufferPlan floats(int length) {
        return add(Life.SESSION, _ -> new float[length + PADDING]);
    }

    /// Floats that are all 1.
    public BufferPlan ones(int length) {
        return add(Life.SESSION, _ -> Workspace.ones(length));
    }

    private BufferPlan add(Life life, IntFunction<float[]> make) {
        floats.add(new Floats(life, make));
        return this;
    }

    /// At least `length` integers.
    public BufferPlan ints(int length) {
        ints.add(() -> new int[length + PADDING]);
        return this;
    }

    /// The integers `0..count`, the last one repeated up to a multiple of `fused`.
    public BufferPlan all(int count, int fused) {
        ints.add(() -> Workspace.all(count, fused));
        return this;
    }

    /// Where each of `parts` parts of `groups` groups begins, and where the last ends.
    public BufferPlan cuts(int groups, int parts) {
        ints.add(() -> Workspace.cuts(groups, parts));
        return this;
    }

    /// The order in which `count` channels are visited, in `runs` runs.
    public BufferPlan order(int count, int runs) {
        ints.add(() -> Workspace.order(count, runs));
        return this;
    }

    List<Floats> floats() {
        return floats;
    }

    /// New arrays of integers.
    int[][] makeInts() {
        return ints.stream().map(Supplier::get).toArray(int[][]::new);
    }
}
