package dev.rsparse.compiler.project;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.ProviderChoice;
import dev.rsparse.compiler.linalg.TruncatedSvd;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.rewrite.Factors;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.io.SafetensorsFile;
import dev.rsparse.runtime.io.SafetensorsWriter;
import dev.rsparse.runtime.io.TensorInfo;
import dev.rsparse.runtime.io.WeightFileException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Low-rank factors from the cache beside a source (`MODEL.rspfactors`, safetensors, f32), computed from the
/// weights where the
/// cache is absent, of other weights, or of too small a rank. The cache can be deleted at any time.
public final class FactorStore implements FactorSource {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final String FORMAT = "rsparsec-factors";

    private final Map<String, Factors> factors;

    private FactorStore(Map<String, Factors> factors) {
        this.factors = factors;
    }

    /// Factors for every thinned linear that needs them.
    ///
    /// @param messages told in one line when factors have to be computed, or cannot be kept
    /// @throws ProjectException when a weight holds NaN or infinity
    public static FactorStore of(ModelProject project, Map<String, Thinning> thinnings, Consumer<String> messages) {
        Map<String, Integer> ranks = new TreeMap<>();
        thinnings.forEach((site, thinning) -> {
            if (thinning.rank() > 0) {
                ranks.put(site, thinning.rank());
            }
        });
        if (ranks.isEmpty()) {
            return new FactorStore(Map.of());
        }
        Path path = project.beside(".rspfactors");
        Map<String, String> digests = project.checkpoint().digests();
        Map<String, Factors> cached = read(path, digests);
        boolean enough = ranks.entrySet().stream()
                .allMatch(wanted -> cached.containsKey(wanted.getKey())
                        && cached.get(wanted.getKey()).rank() >= wanted.getValue());
        if (enough) {
            return new FactorStore(cached);
        }
        // What is cached stays: another policy may need it.
        cached.forEach((site, factor) -> ranks.merge(site, factor.rank(), Math::max));
        messages.accept("computing low-rank factors of " + ranks.size() + " linears ("
                + ProviderChoice.once().reason() + ")");
        Map<String, Factors> computed = compute(project, ranks);
        keep(path, computed, digests, messages);
        return new FactorStore(computed);
    }

    @Override
    public Factors factors(String site, int rank) {
        return factors.get(site).toRank(rank);
    }

    private static Map<String, Factors> compute(ModelProject project, Map<String, Integer> ranks) {
        TruncatedSvd svd = new TruncatedSvd(ProviderChoice.once().algebra());
        Map<String, String> tensors = tensors(project.model().graph());
        Map<String, Factors> computed = new LinkedHashMap<>();
        ranks.forEach((site, rank) -> {
            try {
                computed.put(site, Factors.of(site, matrix(project.checkpoint(), tensors.get(site)), rank, svd));
            } catch (IllegalArgumentException problem) {
                throw ProjectException.of(
                        project.source().toString(),
                        Code.NOT_FINITE,
                        problem.getMessage(),
                        "a checkpoint with NaN or infinity cannot be factored; set split 1.0 for this linear");
            }
        });
        return computed;
    }

    private static Map<String, String> tensors(Graph graph) {
        Map<String, String> tensors = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Linear linear) {
                tensors.put(linear.weight().path(), linear.weight().tensor());
            }
        }
        return tensors;
    }

    private static Matrix matrix(Checkpoint checkpoint, String tensor) {
        TensorType type = checkpoint.find(tensor).orElseThrow();
        Matrix matrix = Matrix.zeros(type.size(0), type.size(1));
        checkpoint.read(tensor, 0, matrix.data(), 0, matrix.data().length);
        return matrix;
    }

    private static Map<String, Factors> read(Path path, Map<String, String> digests) {
        if (!Files.isRegularFile(path)) {
            return Map.of();
        }
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            if (!FORMAT.equals(file.metadata().get("format"))
                    || !digests.toString().equals(file.metadata().get("weights"))) {
                return Map.of();
            }
            Map<String, Factors> found = new LinkedHashMap<>();
            for (String name : file.names()) {
                if (name.endsWith(".u")) {
                    String site = name.substring(0, name.length() - ".u".length());
                    TensorInfo u = file.find(name).orElseThrow();
                    int rank = Math.toIntExact(u.shape().get(1));
                    found.put(site, new Factors(site, rank, floats(file, name), floats(file, site + ".v")));
                }
            }
            return found;
        } catch (WeightFileException | IllegalArgumentException _) {
            // A damaged cache is no cache: it is computed again and overwritten.
            return Map.of();
        }
    }

    private static float[] floats(SafetensorsFile file, String name) {
        return file.segment(name).toArray(FLOAT);
    }

    private static void keep(
            Path path, Map<String, Factors> computed, Map<String, String> digests, Consumer<String> messages) {
        SafetensorsWriter writer =
                new SafetensorsWriter().metadata("format", FORMAT).metadata("weights", digests.toString());
        computed.forEach((site, factor) -> {
            add(writer, site + ".u", factor.u(), factor.rank(), false);
            add(writer, site + ".v", factor.v(), factor.rank(), true);
        });
        try {
            writer.write(path);
        } catch (IOException problem) {
            messages.accept("the factors could not be kept for the next time: " + problem.getMessage());
        }
    }

    private static void add(SafetensorsWriter writer, String name, float[] data, int rank, boolean rankFirst) {
        long other = data.length / rank;
        List<Long> shape = rankFirst ? List.of((long) rank, other) : List.of(other, (long) rank);
        writer.add(name, ElementType.F32, shape, out -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment bytes = arena.allocate(Math.max(1, (long) data.length * Float.BYTES));
                MemorySegment.copy(data, 0, bytes, FLOAT, 0, data.length);
                SafetensorsWriter.Source.of(bytes.asSlice(0, (long) data.length * Float.BYTES))
                        .writeTo(out);
            }
        });
    }
}
