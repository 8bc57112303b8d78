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

/// Brings weights into the order and format of a layout. One entry is held in memory at a time when
/// a file is written; nothing is copied into the heap but one row.
public final class WeightPacker {

    private final WeightLayout layout;
    private final WeightSource weights;
    private final FactorSource factors;

    public WeightPacker(WeightLayout layout, WeightSource weights, FactorSource factors) {
        this.layout = layout;
        this.weights = weights;
        this.factors = factors;
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
            List<Long> shape = List.of((long) entry.strips(), (long) StripLayout.padded(entry.length()));
            writer.add(entry.name(), elementType(entry.layout()), shape, out -> {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment bytes = arena.allocate(entry.bytes(), SafetensorsWriter.ALIGNMENT);
                    fill(entry, bytes);
                    SafetensorsWriter.Source.of(bytes).writeTo(out);
                }
            });
        }
        writer.write(path);
    }

    private static ElementType elementType(StripLayout layout) {
        return switch (layout) {
            case F32 -> ElementType.F32;
            case BF16 -> ElementType.BF16;
        };
    }

    private void fill(Entry entry, MemorySegment bytes) {
        StripWriter writer = new StripWriter(entry.layout(), entry.length(), bytes);
        switch (entry.content()) {
            case Content.Columns columns -> fillColumns(columns, writer);
            case Content.Rows(var tensor) -> {
                float[] row = new float[entry.length()];
                for (int strip = 0; strip < entry.strips(); strip++) {
                    weights.read(tensor, (long) strip * row.length, row, 0, row.length);
                    writer.strip(strip, row, 0);
                }
            }
            case Content.Vector(var tensor) -> {
                float[] vector = new float[entry.length()];
                weights.read(tensor, 0, vector, 0, vector.length);
                writer.strip(0, vector, 0);
            }
            case Content.ColumnNorms(var tensors, double gamma) ->
                writer.strip(0, ColumnNorms.of(weights, tensors, gamma), 0);
            case Content.NormProducts(var site, var up, var down, double gamma) ->
                writer.strip(0, NormProducts.of(weights, site, up, down, gamma), 0);
            case Content.FactorRows(var site) -> {
                float[] v = factors.factors(site, entry.strips()).v();
                for (int strip = 0; strip < entry.strips(); strip++) {
                    writer.strip(strip, v, strip * entry.length());
                }
            }
        }
    }

    private void fillColumns(Content.Columns columns, StripWriter writer) {
        for (Part part : columns.parts()) {
            fillPart(part, writer);
        }
    }

    /// Transposes: row `o` of the tensor becomes element `o` of every column.
    private void fillPart(Part part, StripWriter writer) {
        TensorType type = weights.find(part.tensor()).orElseThrow();
        int in = type.size(1);
        float[] row = new float[in];
        for (int o = 0; o < part.out(); o++) {
            weights.read(part.tensor(), (long) o * in, row, 0, in);
            for (int j = 0; j < in; j++) {
                writer.element(j, part.from() + o, row[j]);
            }
        }
        if (part.rank() > 0) {
            float[] u = factors.factors(part.site(), part.rank()).u();
            for (int i = 0; i < u.length; i++) {
                writer.element(in + i % part.rank(), part.from() + i / part.rank(), u[i]);
            }
        }
    }
}
