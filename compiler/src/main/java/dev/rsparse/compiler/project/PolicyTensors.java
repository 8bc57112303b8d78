package dev.rsparse.compiler.project;

import dev.rsparse.compiler.digest.Sha256;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.rewrite.ResidualBasis;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What of a policy is measured over a text and cannot be recomputed from the weights: much, so that it lies in a
/// file of its own beside the lock, which holds its digest.
///
/// @param basis of the residual stream
/// @param rowScales root mean square of each output of the linears that skip rows, by the path of their weight
public record PolicyTensors(Optional<ResidualBasis> basis, Map<String, float[]> rowScales) {

    /// Nothing measured.
    public static final PolicyTensors NONE = new PolicyTensors(Optional.empty(), Map.of());

    private static final String BASIS = "residual";
    private static final String ROWS = " rows";

    public PolicyTensors {
        rowScales = Collections.unmodifiableMap(new TreeMap<>(rowScales));
    }

    /// A tensor of floats.
    record Tensor(List<Long> shape, float[] data) {}

    /// The linears whose usual outputs have to be known: those that skip rows by scaled scores.
    ///
    /// @param sites how linears are thinned, by the path of their weight
    public static Set<String> scaledRows(Map<String, Thinning> sites) {
        return sites.entrySet().stream()
                .filter(site ->
                        site.getValue().skip() == Skip.ROWS && site.getValue().scaled())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /// Those that a policy uses.
    ///
    /// @param rotated whether it rotates the residual stream
    /// @param sites as [#scaledRows(Map)] takes them
    public PolicyTensors usedBy(boolean rotated, Map<String, Thinning> sites) {
        Map<String, float[]> used = new TreeMap<>(rowScales);
        used.keySet().retainAll(scaledRows(sites));
        return new PolicyTensors(rotated ? basis : Optional.empty(), used);
    }

    public boolean isEmpty() {
        return basis.isEmpty() && rowScales.isEmpty();
    }

    /// `sha256:` and the digest of all names, shapes and numbers in hexadecimal; empty where there are none.
    public String digest() {
        if (isEmpty()) {
            return "";
        }
        MessageDigest digest = Sha256.begin();
        byName().forEach((name, tensor) -> {
            digest.update((name + tensor.shape()).getBytes(StandardCharsets.UTF_8));
            digest.update(bytes(tensor.data()));
        });
        return Sha256.text(digest);
    }

    private static ByteBuffer bytes(float[] data) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, data.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(data);
        return bytes;
    }

    /// The tensors under the names that [#of(Map)] knows.
    SortedMap<String, Tensor> byName() {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        basis.ifPresent(found -> {
            long width = found.width();
            tensors.put(BASIS, new Tensor(List.of(width, width), found.q().data()));
        });
        rowScales.forEach(
                (site, scales) -> tensors.put(site + ROWS, new Tensor(List.of((long) scales.length), scales)));
        return tensors;
    }

    /// @throws IllegalArgumentException when a name is unknown or the basis is none
    static PolicyTensors of(Map<String, Tensor> byName) {
        Optional<ResidualBasis> basis = Optional.empty();
        Map<String, float[]> rowScales = new TreeMap<>();
        for (Map.Entry<String, Tensor> entry : byName.entrySet()) {
            Tensor tensor = entry.getValue();
            if (entry.getKey().equals(BASIS)) {
                int width = Math.toIntExact(tensor.shape().getFirst());
                basis = Optional.of(new ResidualBasis(new Matrix(width, width, tensor.data())));
            } else if (entry.getKey().endsWith(ROWS)) {
                String site = entry.getKey().substring(0, entry.getKey().length() - ROWS.length());
                rowScales.put(site, tensor.data());
            } else {
                throw new IllegalArgumentException("it holds \"" + entry.getKey() + "\"");
            }
        }
        return new PolicyTensors(basis, rowScales);
    }
}
