package dev.rsparse.runtime;

/// Rows of numbers run through a model that reads numbers, such as a classifier: no row depends on another.
/// Inferences of one model are independent and may run on different threads at the same time; one is used by one
/// thread at a time.
public final class Inference {

    private static final int[] NO_IDS = {};

    private final CompiledModel model;
    private final Workspace workspace;

    // The step that is being run; fields, so that no step makes an object.
    private final Team.Task task = this::step;
    private int from;
    private int rows;

    Inference(CompiledModel model, Workspace workspace) {
        this.model = model;
        this.workspace = workspace;
    }

    /// Runs whole rows and gives as many rows of results.
    ///
    /// @param x row-major `[rows,inputWidth]`
    /// @return row-major `[rows,vocabulary]`, where `vocabulary` is how many numbers the model makes of a row
    /// @throws IllegalArgumentException when `x` is not of whole rows
    public float[] run(float[] x) {
        int width = model.inputWidth();
        if (x.length % width != 0) {
            throw new IllegalArgumentException(
                    model.info().name() + " reads rows of " + width + " numbers; " + x.length + " are no whole rows");
        }
        int count = x.length / width;
        float[] y = new float[Math.multiplyExact(count, model.info().vocabulary())];
        run(x, count, y);
        return y;
    }

    /// Runs the first `count` rows of `x` and writes their results to `y`; see [#run(float[])].
    ///
    /// @throws IllegalArgumentException when either array is too short
    public void run(float[] x, int count, float[] y) {
        int made = model.info().vocabulary();
        if (count < 0 || (long) count * model.inputWidth() > x.length || (long) count * made > y.length) {
            throw new IllegalArgumentException(count + " rows of " + model.inputWidth() + " numbers in and " + made
                    + " out do not fit arrays of " + x.length + " and " + y.length);
        }
        workspace.setInputs(x);
        // A single row takes the kernels for one, which read each weight once.
        for (from = 0; from < count; from += rows) {
            rows = Math.min(Workspace.BATCH, count - from);
            workspace.reserve(rows, true);
            model.step(workspace, task);
            for (int row = 0; row < rows; row++) {
                System.arraycopy(workspace.logits(), row * workspace.logitsStride(), y, (from + row) * made, made);
            }
        }
    }

    /// For each row the place of its largest result, the first of equal ones: the class that a classifier gives it
    /// (ONNX ArgMax-13).
    ///
    /// @throws IllegalArgumentException as [#run(float[])]
    public int[] classes(float[] x) {
        float[] y = run(x);
        int made = model.info().vocabulary();
        int[] classes = new int[y.length / made];
        for (int row = 0; row < classes.length; row++) {
            for (int i = 1; i < made; i++) {
                if (y[row * made + i] > y[row * made + classes[row]]) {
                    classes[row] = i;
                }
            }
        }
        return classes;
    }

    private void step(int member) {
        if (rows == 1 && from == 0) {
            model.decode(workspace, NO_IDS, 0, member);
        } else {
            model.prefill(workspace, NO_IDS, from, rows, 0, model.info().thinPrompt(), true, member);
        }
    }
}
