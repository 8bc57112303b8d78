package dev.rsparse.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Sequences of one model that are decoded together, a token of each per step, so that weights are read once for
/// all of them: for a linear that is thinned, the columns that at least one of them keeps.
///
/// Each session keeps its own cache and position; sessions may stand at different positions, and join and leave
/// between steps. In between they can be used alone, to read a prompt for instance. A group and its sessions are
/// used by one thread at a time.
///
/// A sequence sees zeros for the channels that it does not keep itself. Where all columns are read anyway, its
/// logits are the same bits as alone; where the group reads more columns than the sequence keeps, sums are made in
/// another order. A score within rounding of its threshold may then be kept where alone it is not, and a text that
/// is thinned may go on differently.
public final class SessionGroup {

    /// Most sequences of a group.
    public static final int MOST = 16;

    private final CompiledModel model;
    private final Workspace workspace;
    private final List<Session> sessions = new ArrayList<>();

    // The step that is being run; fields, so that no step makes an object.
    private final Team.Task task = this::run;
    private final Session[] running = new Session[MOST];
    private final Workspace[] workspaces = new Workspace[MOST];
    private final int[] positions = new int[MOST];
    private final int[] tokens = new int[MOST];
    private int rows;

    SessionGroup(CompiledModel model, Workspace workspace) {
        this.model = model;
        this.workspace = workspace;
    }

    /// Adds a sequence behind those that are here.
    ///
    /// @throws IllegalArgumentException when it belongs to another model or is in this group already, or the
    ///     group is full
    public void join(Session session) {
        if (session.model() != model) {
            throw new IllegalArgumentException("a group of " + model.info().name()
                    + " takes sessions of the model that made the group, and this one belongs to another");
        }
        if (sessions.contains(session)) {
            throw new IllegalArgumentException("the session is in the group already");
        }
        if (sessions.size() == MOST) {
            throw new IllegalArgumentException("a group holds up to " + MOST + " sessions");
        }
        sessions.add(session);
    }

    /// Takes a sequence out; those behind it move up.
    ///
    /// @throws IllegalArgumentException when it is not in this group
    public void leave(Session session) {
        if (!sessions.remove(session)) {
            throw new IllegalArgumentException("the session is not in the group");
        }
        // Its cache is large.
        Arrays.fill(running, null);
        Arrays.fill(workspaces, null);
    }

    /// The sequences, in the order in which [#decode] takes their tokens; a view.
    public List<Session> sessions() {
        return Collections.unmodifiableList(sessions);
    }

    /// Counters of what the steps read: a channel counts once per step, however many sequences keep it, and a
    /// step of two sequences or more as one token. The counters of a session tell what its own sequence kept.
    public Workspace workspace() {
        return workspace;
    }

    /// Reads one token of each sequence, thinned as the policy says, and returns the logits after it, an array
    /// for each sequence. The arrays are the sessions' own and change with their next step.
    ///
    /// @param ids the next token of each of [#sessions], in their order
    /// @throws IllegalArgumentException when there are more or fewer ids than sequences, none at all, an id
    ///     is outside the vocabulary or a session is full; then no sequence has read a token
    public float[][] decode(int... ids) {
        check(ids);
        float[][] logits = new float[ids.length][];
        rows = 0;
        for (int i = 0; i < ids.length; i++) {
            if (!sessions.get(i).isDenseFirst()) {
                running[rows] = sessions.get(i);
                tokens[rows++] = ids[i];
            }
        }
        boolean together = rows > 1;
        if (together) {
            step();
        }
        int row = 0;
        for (int i = 0; i < ids.length; i++) {
            Session session = sessions.get(i);
            if (together && row < rows && running[row] == session) {
                logits[i] = session.advance(workspace.logits(), row * workspace.logitsStride());
                row++;
            } else {
                logits[i] = session.decode(ids[i]);
            }
        }
        return logits;
    }

    private void step() {
        workspace.reserveGroup(rows);
        int most = workspace.mostMembers();
        for (int row = 0; row < rows; row++) {
            workspaces[row] = running[row].workspace();
            positions[row] = running[row].position();
            most = Math.min(most, workspaces[row].mostMembers());
        }
        workspace.setSequences(workspaces, positions);
        workspace.run(model.team(), most, task);
    }

    private void run(int member) {
        model.decodeGroup(workspace, tokens, rows, member);
    }

    private void check(int[] ids) {
        if (ids.length == 0 || ids.length != sessions.size()) {
            throw new IllegalArgumentException(
                    "the group has " + sessions.size() + " sessions and takes a token of each, not " + ids.length);
        }
        for (int i = 0; i < ids.length; i++) {
            sessions.get(i).checkNext(ids[i]);
        }
    }
}
