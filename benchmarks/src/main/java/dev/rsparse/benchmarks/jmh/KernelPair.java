package dev.rsparse.benchmarks.jmh;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A kernel and its scalar twin on the same operands, small enough for a core's caches. Public and not final, as JMH
/// wants it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class KernelPair {

    private static final long SEED = 4;

    @Benchmark
    public float[] scalar() {
        return byScalars();
    }

    @Benchmark
    public float[] vector() {
        return byVectors();
    }

    /// What the scalar twin computes.
    abstract float[] byScalars();

    /// The same by the kernel; the array may be one that the next call overwrites.
    abstract float[] byVectors();

    /// Most that elements of the results may differ by, as a share of the largest of them.
    public double tolerance() {
        return 1e-5;
    }

    /// `count` numbers spread evenly from -`spread` to `spread`, the same in every run.
    static float[] numbers(int count, float spread) {
        SplittableRandom random = new SplittableRandom(SEED + count);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-spread, spread);
        }
        return numbers;
    }
}
