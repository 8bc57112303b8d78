package dev.rsparse.compiler.onnx.sites;

import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.onnx.OnnxType;

/// The numbers of a weight, as the node of its site reads them: behind casts, and decoded where they are
/// stored in few bits. They are computed one by one from the file, and nothing is kept.
public final class SiteWeight {

    private final Site site;
    private final OnnxType type;
    private final Numbers numbers;

    SiteWeight(Site site, OnnxType type, Numbers numbers) {
        this.site = site;
        this.type = type;
        this.numbers = numbers;
    }

    /// The type that the node reads, and that of the value which it multiplies.
    public OnnxType type() {
        return type;
    }

    /// How many channels each vector has.
    public int in() {
        return Math.toIntExact(site.in());
    }

    /// How many results each vector gives.
    public int out() {
        return Math.toIntExact(site.out());
    }

    /// Whether the matrix lies as `[in,out]` for the node, and not as `[out,in]`.
    public boolean inputsFirst() {
        return site.order().weightFirst() == site.order().transposedWeight();
    }

    /// What channel `in` adds to result `out`.
    public double get(long in, long out) {
        return numbers.get(inputsFirst() ? in * site.out() + out : out * site.in() + in);
    }

    /// The whole as `[out,in]`, in f32.
    ///
    /// @throws ArithmeticException when it has more elements than an array can hold
    public Matrix matrix() {
        Matrix matrix = Matrix.zeros(Math.toIntExact(site.out()), Math.toIntExact(site.in()));
        for (int row = 0; row < matrix.rows(); row++) {
            for (int col = 0; col < matrix.cols(); col++) {
                matrix.data()[row * matrix.cols() + col] = (float) get(col, row);
            }
        }
        return matrix;
    }

    /// The Euclidean norm of what each channel is multiplied by, to the power `gamma`: `[in]`.
    public float[] norms(double gamma) {
        double[] squares = new double[Math.toIntExact(site.in())];
        // In the order of the file, which may be far larger than memory.
        long outer = inputsFirst() ? site.in() : site.out();
        long inner = inputsFirst() ? site.out() : site.in();
        for (long i = 0; i < outer; i++) {
            for (long j = 0; j < inner; j++) {
                double element = numbers.get(i * inner + j);
                squares[(int) (inputsFirst() ? i : j)] += element * element;
            }
        }
        float[] norms = new float[squares.length];
        for (int i = 0; i < norms.length; i++) {
            norms[i] = (float) Math.pow(squares[i], gamma / 2);
        }
        return norms;
    }
}
