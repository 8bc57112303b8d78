package dev.rsparse.compiler.pack;

import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.compiler.schedule.WeightLayout.Content;
import dev.rsparse.compiler.schedule.WeightLayout.Entry;
import dev.rsparse.compiler.schedule.WeightLayout.Part;
import dev.rsparse.compiler.weights.ColumnNorms;
import dev.rsparse.compiler.weights.NormProducts;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.WeightContainer;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.io.SafetensorsWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Brings weights into the order and format of a layout. One entry is held in memory at a time when
/// a file is written; nothing is copied into the heap but one row.
public final class WeightPacker {

    private final WeightLayout layout;
    private final WeightSource weights;
    private final FactorSource factors;
    private final Map<String, Double> errors = new TreeMap<>();

    public WeightPacker(WeightLayout layout, WeightSource weights, FactorSource factors) {
        this.layout = layout;
        this.weights = weights;
        this.factors = factors;
    }

    /// How far the format moved each matrix that was packed: the norm of the difference over that of the weights.
    /// By the path of a linear, its low-rank factor `U` included, or the name of a matrix stored by rows.
    public Map<String, Double> errors() {
        return new TreeMap<>(errors);
    }

    /// All weights in memory outside the heap, freed when the container is closed.
    public WeightContainer pack() {
        Arena arena = Arena.ofShared();
        try {
            MemorySegment data = arena.allocate(Math.max(1, layout.bytes()), SafetensorsWriter.ALIGNMENT);
            for (Entry entry : layout.entries()) {
                fill(entry, data.asSlice(entry.offset(), entry.bytes()));
            }
            return new WeightContainer(data.asReadOnly(), layout.fingerprint(), arena::close);
        } catch (RuntimeException failure) {
            arena.close();
            throw failure;
        }
    }

    /// Writes all weights to a file, whole or not at all.
    ///
    /// @param metadata what the file says about itself beside format, version and fingerprint
    /// @throws FileSystemException naming the path and the reason
    public void write(Path path, Map<String, String> metadata) throws FileSystemException {
        SafetensorsWriter writer = new SafetensorsWriter()
                .metadata("format", WeightContainer.FORMAT)
                .metadata("version", WeightContainer.VERSION)
                .metadata("fingerprint", layout.fingerprint());
        metadata.forEach(writer::metadata);
        for (Entry entry : layout.entries()) {
            writer.add(entry.name(), elementType(entry.layout()), shape(entry), out -> {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment bytes = arena.allocate(entry.bytes(), SafetensorsWriter.ALIGNMENT);
                    fill(entry, bytes);
                    SafetensorsWriter.Source.of(bytes).writeTo(out);
                }
            });
        }
        writer.write(path);
    }

    /// Strips with scales are one stretch of bytes.
    private static List<Long> shape(Entry entry) {
        return entry.layout().scaled()
                ? List.of(entry.bytes())
                : List.of((long) entry.strips(), (long) StripLayout.padded(entry.length()));
    }

    private static ElementType elementType(StripLayout layout) {
        return switch (layout) {
            case F32 -> ElementType.F32;
            case BF16 -> ElementType.BF16;
            case Q8 -> ElementType.U8;
        };
    }

    private void fill(Entry entry, MemorySegment bytes) {
        RoundingError error = new RoundingError();
        StripWriter writer = new StripWriter(entry.layout(), entry.strips(), entry.length(), bytes);
        switch (entry.content()) {
            case Content.Columns columns -> fillColumns(entry, columns, writer);
            case Content.Rows(var tensor) -> {
                float[] row = new float[entry.length()];
                for (int strip = 0; strip < entry.strips(); strip++) {
                    weights.read(tensor, (long) strip * row.length, row, 0, row.length);
                    writer.strip(strip, row, 0, error);
                }
                errors.put(entry.name(), error.relative());
            }
            case Content.Vector(var tensor) -> {
                float[] vector = new float[entry.length()];
                weights.read(tensor, 0, vector, 0, vector.length);
                writer.strip(0, vector, 0, error);
            }
            case Content.ColumnNorms(var tensors, double gamma) ->
                writer.strip(0, ColumnNorms.of(weights, tensors, gamma), 0, error);
            case Content.NormProducts(var site, var up, var down, double gamma) ->
                writer.strip(0, NormProducts.of(weights, site, up, down, gamma), 0, error);
            case Content.FactorRows(var site) -> {
                float[] v = factors.factors(site, entry.strips()).v();
                for (int strip = 0; strip < entry.strips(); strip++) {
                    writer.strip(strip, v, strip * entry.length(), error);
                }
            }
        }
    }

    private void fillColumns(Entry entry, Content.Columns columns, StripWriter writer) {
        if (entry.layout().scaled()) {
            float[] largest = new float[entry.strips()];
            columns.parts()
                    .forEach(part -> eachElement(
                            part, (strip, _, value) -> largest[strip] = Math.max(largest[strip], Math.abs(value))));
            for (int strip = 0; strip < largest.length; strip++) {
                writer.scale(strip, largest[strip]);
            }
        }
        for (Part part : columns.parts()) {
            RoundingError error = new RoundingError();
            eachElement(part, (strip, i, value) -> error.add(value, writer.element(strip, part.from() + i, value)));
            errors.put(part.site(), error.relative());
        }
    }

    /// Receives number `i` of a matrix in strip `strip`.
    @FunctionalInterface
    private interface Element {
        void accept(int strip, int i, float value);
    }

    /// Transposes: row `o` of the tensor becomes element `o` of every column.
    private void eachElement(Part part, Element element) {
        TensorType type = weights.find(part.tensor()).orElseThrow();
        int in = type.size(1);
        float[] row = new float[in];
        for (int o = 0; o < part.out(); o++) {
            weights.read(part.tensor(), (long) o * in, row, 0, in);
            for (int j = 0; j < in; j++) {
                element.accept(j, o, row[j]);
            }
        }
        if (part.rank() > 0) {
            float[] u = factors.factors(part.site(), part.rank()).u();
            for (int i = 0; i < u.length; i++) {
                element.accept(in + i % part.rank(), i / part.rank(), u[i]);
            }
        }
    }
}
