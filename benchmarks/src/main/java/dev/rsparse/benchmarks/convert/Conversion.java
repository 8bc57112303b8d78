package dev.rsparse.benchmarks.convert;

import dev.rsparse.compiler.bench.LoadMeter;
import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.compiler.bench.Rounds;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Verdict;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.pack.WeightPacker;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.weights.RandomWeights;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/// How fast does packing turn a model into a weight file? It cannot be faster than its numbers come, nor than the disk
/// takes the file: in turns the model is packed, its numbers are made alone on as many threads, and as many bytes are
/// written alone.
public final class Conversion {

    private static final long SEED = 1;
    private static final String PACKED = "packed.weights";
    private static final String PLAIN = "plain.bytes";

    /// Numbers that a thread makes at a time.
    private static final int BLOCK = 1 << 19;

    private static final int CHUNK = 1 << 26;

    private final ModelProject project;
    private final WeightPacker packer;
    private final long packedBytes;
    private final Path folder;

    private Conversion(ModelProject project, StripLayout format, Path folder) {
        Engine engine = engine(project, format);
        this.project = project;
        this.packer = engine.packer(project.weights(), FactorSource.none());
        this.packedBytes = engine.program().schedule().layout().bytes();
        this.folder = folder;
    }

    private static Engine engine(ModelProject project, StripLayout format) {
        return Engine.compile(
                project.model().graph(), CheckedPolicy.DENSE, Map.of(), format, project.config(), Set.of());
    }

    /// Bytes of the weight file.
    public static long packedBytes(Path rsp, StripLayout format) {
        try (ModelProject project = ModelProject.openRandom(rsp, SEED)) {
            return engine(project, format).program().schedule().layout().bytes();
        }
    }

    /// Measures.
    ///
    /// @param rsp source of a model that declares all shapes
    /// @param folder where files are written, and deleted after each sample
    /// @param rounds samples of each figure
    public static ConversionReport run(Path rsp, StripLayout format, Path folder, int rounds, PrintWriter progress) {
        try (ModelProject project = ModelProject.openRandom(rsp, SEED)) {
            return new Conversion(project, format, folder).measure(format, rounds, progress);
        }
    }

    private ConversionReport measure(StripLayout format, int rounds, PrintWriter progress) {
        LoadMeter meter = new LoadMeter();
        double[][] seconds = Rounds.run(List.of(_ -> pack(), _ -> generate(), _ -> write()), rounds, progress);
        LoadMeter.Load load = meter.read();
        Spread packing = Spread.of(seconds[0]);
        Spread generating = Spread.of(seconds[1]);
        Spread writing = Spread.of(seconds[2]);
        return new ConversionReport(
                Machine.detect(),
                project.model().graph().name(),
                format,
                numbers(),
                packedBytes,
                rounds,
                packing,
                generating,
                writing,
                ProcessMemory.peakBytes(),
                // Several threads pack; the one that measures may wait for them and for the disk.
                Verdict.of(
                        Map.of("packing", packing, "making of numbers", generating),
                        new LoadMeter.Load(load.seconds(), 1, load.otherCores(), load.compileShare())));
    }

    private double pack() {
        Path file = folder.resolve(PACKED);
        try {
            long start = System.nanoTime();
            packer.write(file, Map.of());
            double seconds = (System.nanoTime() - start) / 1e9;
            Files.delete(file);
            return seconds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RandomWeights weights() {
        return (RandomWeights) project.weights();
    }

    private long numbers() {
        return weights().names().stream().mapToLong(this::numbers).sum();
    }

    private long numbers(String name) {
        TensorType type = weights().find(name).orElseThrow();
        long numbers = 1;
        for (int axis = 0; axis < type.shape().size(); axis++) {
            numbers *= type.size(axis);
        }
        return numbers;
    }

    private double generate() {
        long start = System.nanoTime();
        for (String name : weights().names()) {
            long numbers = numbers(name);
            LongStream.range(0, Math.ceilDiv(numbers, BLOCK)).parallel().forEach(block -> {
                int count = (int) Math.min(BLOCK, numbers - block * BLOCK);
                weights().read(name, block * BLOCK, new float[count], 0, count);
            });
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /// Plain writing, to the disk itself as the packer does.
    private double write() {
        Path file = folder.resolve(PLAIN);
        ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(CHUNK, packedBytes));
        try {
            long start = System.nanoTime();
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (long written = 0; written < packedBytes; ) {
                    chunk.clear().limit((int) Math.min(chunk.capacity(), packedBytes - written));
                    written += out.write(chunk);
                }
                out.force(true);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            Files.delete(file);
            return seconds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
