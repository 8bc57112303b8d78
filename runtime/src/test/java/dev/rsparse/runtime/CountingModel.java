package dev.rsparse.runtime;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// A model over five tokens whose logits are the tokens' positions, which remembers the steps it was asked for.
final class CountingModel extends CompiledModel {

    static final int VOCABULARY = 5;
    static final int POSITIONS = 600;

    /// One call of the model.
    record Step(int firstId, int rows, int position, boolean thin, boolean allLogits) {}

    /// What a session made room for.
    record Room(int rows, int logitsRows) {}

    private final List<Step> steps = new ArrayList<>();
    private final List<Room> rooms = new ArrayList<>();

    CountingModel(boolean thinPrompt) {
        this(thinPrompt, false);
    }

    CountingModel(boolean thinPrompt, boolean firstDense) {
        super(
                info(thinPrompt, "print").withFirstDense(firstDense),
                new WeightContainer(MemorySegment.NULL, "print", () -> {}));
    }

    private CountingModel(WeightContainer weights) {
        super(info(false, "print"), weights);
    }

    /// A model over weights of another layout.
    static CountingModel withFingerprint(String fingerprint) {
        return new CountingModel(new WeightContainer(MemorySegment.NULL, fingerprint, () -> {}));
    }

    private static ModelInfo info(boolean thinPrompt, String fingerprint) {
        return new ModelInfo(
                "Counting",
                "p",
                thinPrompt,
                false,
                VOCABULARY,
                POSITIONS,
                -1,
                -1,
                List.of(),
                0,
                1,
                fingerprint,
                1,
                CacheFormat.F32);
    }

    List<Step> steps() {
        return steps;
    }

    List<Room> rooms() {
        return rooms;
    }

    @Override
    protected Workspace newWorkspace(int positions, int members) {
        return new Workspace(List.of(), 0, members) {
            private final float[] logits = rows(BATCH, VOCABULARY);

            @Override
            protected void makeRoom(int rows, int logitsRows) {
                rooms.add(new Room(rows, logitsRows));
            }

            @Override
            protected void makeGroupRoom(int rows) {
                rooms.add(new Room(rows, rows));
            }

            @Override
            public float[] logits() {
                return logits;
            }

            @Override
            public int logitsStride() {
                return StripLayout.padded(VOCABULARY);
            }
        };
    }

    @Override
    protected void decode(Workspace workspace, int[] ids, int position, int member) {
        steps.add(new Step(ids[0], 1, position, true, false));
        workspace.logits()[0] = position;
    }

    @Override
    protected void prefill(
            Workspace workspace,
            int[] ids,
            int from,
            int rows,
            int position,
            boolean thin,
            boolean allLogits,
            int member) {
        steps.add(new Step(ids[from], rows, position, thin, allLogits));
        workspace.logits()[0] = position + rows - 1;
        for (int row = 0; row < rows && allLogits; row++) {
            workspace.logits()[row * workspace.logitsStride()] = position + row;
        }
    }

    @Override
    protected void decodeGroup(Workspace workspace, int[] ids, int rows, int member) {
        for (int row = 0; row < rows; row++) {
            steps.add(new Step(ids[row], rows, workspace.position(row), true, true));
            workspace.logits()[row * workspace.logitsStride()] = workspace.position(row);
        }
    }
}
