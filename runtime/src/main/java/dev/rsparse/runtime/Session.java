package dev.rsparse.runtime;

/// One sequence being read and continued. Sessions of one model are independent and may run on different threads at
/// the same time; one session is used by one thread at a time.
public final class Session {

    private final CompiledModel model;
    private final Workspace workspace;
    private final int capacity;
    private final int[] token = new int[1];
    private int position;

    // The step that is being run; fields, so that no step makes an object.
    private final Team.Task task = this::run;
    private int[] ids = token;
    private int from;
    private int rows;
    private boolean decoding;
    private boolean thin;
    private boolean allLogits;

    Session(CompiledModel model, Workspace workspace, int capacity) {
        this.model = model;
        this.workspace = workspace;
        this.capacity = capacity;
    }

    /// Receives the logits of one position: elements `from..from+vocabulary` of `logits`, valid during the call
    /// only.
    @FunctionalInterface
    public interface LogitsConsumer {
        void accept(int position, float[] logits, int from);
    }

    /// Tokens read so far.
    public int position() {
        return position;
    }

    /// Most tokens this session can hold.
    public int capacity() {
        return capacity;
    }

    /// Counters and probes of this session.
    public Workspace workspace() {
        return workspace;
    }

    /// Forgets the sequence, and keeps the buffers and counters.
    public void reset() {
        position = 0;
    }

    /// Goes on at `position`: what was read from there on is forgotten. The caches must hold keys and values of all
    /// positions before it, from tokens read earlier or put there with [KvCache#append].
    ///
    /// @throws IllegalArgumentException when `position` is not in 0..[#capacity]
    public void moveTo(int position) {
        if (position < 0 || position > capacity) {
            throw new IllegalArgumentException("a session of " + capacity + " tokens has no position " + position);
        }
        this.position = position;
    }

    /// Reads a prompt as the policy says (dense, unless its phase is `all`) and returns the logits after its last
    /// token; the array is the session's own and changes with the next step.
    ///
    /// @throws IllegalArgumentException when `ids` is empty, holds an id outside the vocabulary, or does not fit
    public float[] prefill(int[] ids) {
        check(ids, ids.length);
        boolean thin = model.info().thinPrompt();
        for (int from = 0; from < ids.length; ) {
            from += prefillBatch(ids, from, thin, false);
        }
        return workspace.logits();
    }

    /// Reads tokens dense or thinned, whatever the policy's phase, and gives the logits after each of them. Where
    /// the policy keeps the first token of a sequence dense, it stays so.
    ///
    /// @throws IllegalArgumentException as [#prefill(int[])]
    public void prefill(int[] ids, boolean thin, LogitsConsumer consumer) {
        check(ids, ids.length);
        for (int from = 0; from < ids.length; ) {
            int first = position;
            int rows = prefillBatch(ids, from, thin, true);
            for (int row = 0; row < rows; row++) {
                consumer.accept(first + row, workspace.logits(), row * workspace.logitsStride());
            }
            from += rows;
        }
    }

    /// Reads as many of `ids` from `from` on as go into one batch, and returns how many that were. A first token
    /// that stays dense among thinned ones is a batch of its own.
    private int prefillBatch(int[] ids, int from, boolean thin, boolean allLogits) {
        boolean alone = thin && isDenseFirst();
        int rows = alone ? 1 : Math.min(Workspace.BATCH, ids.length - from);
        this.decoding = false;
        this.ids = ids;
        this.from = from;
        this.rows = rows;
        this.thin = thin && !alone;
        this.allLogits = allLogits;
        workspace.reserve(rows, allLogits);
        model.step(workspace, task);
        position += rows;
        return rows;
    }

    /// Runs the step that the fields describe.
    private void run(int member) {
        if (decoding) {
            model.decode(workspace, token, position, member);
        } else {
            model.prefill(workspace, ids, from, rows, position, thin, allLogits, member);
        }
    }

    /// Whether the next token runs dense because it is the first.
    boolean isDenseFirst() {
        return position == 0 && model.info().firstDense();
    }

    /// The model whose sequence this is.
    CompiledModel model() {
        return model;
    }

    /// Takes over the logits of a token that a group has read.
    float[] advance(float[] logits, int from) {
        position++;
        System.arraycopy(logits, from, workspace.logits(), 0, workspace.logitsStride());
        return workspace.logits();
    }

    /// Reads one generated token, thinned as the policy says, and returns the logits after it; the array is the
    /// session's own and changes with the next step.
    ///
    /// @throws IllegalArgumentException as [#prefill(int[])]
    public float[] decode(int id) {
        checkNext(id);
        if (isDenseFirst()) {
            prefillBatch(new int[] {id}, 0, false, false);
        } else {
            decoding = true;
            token[0] = id;
            model.step(workspace, task);
            position++;
        }
        return workspace.logits();
    }

    /// @throws IllegalArgumentException when `id` cannot be the next token
    void checkNext(int id) {
        check(id);
        checkRoom(1);
    }

    private void check(int[] ids, int count) {
        if (count == 0) {
            throw new IllegalArgumentException("a prompt needs at least one token");
        }
        for (int id : ids) {
            check(id);
        }
        checkRoom(count);
    }

    private void check(int id) {
        if (id < 0 || id >= model.info().vocabulary()) {
            throw new IllegalArgumentException("token id " + id + " is outside the vocabulary of "
                    + model.info().vocabulary());
        }
    }

    private void checkRoom(int count) {
        if (position + count > capacity) {
            throw new IllegalArgumentException("the session holds " + capacity + " tokens; " + position
                    + " are read and " + count + " more do not fit");
        }
    }
}
