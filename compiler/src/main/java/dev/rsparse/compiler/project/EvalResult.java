package dev.rsparse.compiler.project;

import dev.rsparse.compiler.digest.Sha256;
import dev.rsparse.compiler.ir.Thinning;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What `rsparsec eval` measured, as it is kept and printed.
///
/// @param tool version of rsparsec
/// @param policy its name
/// @param measured digest of what it ran by, as [#measured(Map, String)] gives it
/// @param phase `all` or `decode`
/// @param promptTokens dense tokens at the start of each window in phase `decode`; else 0
/// @param weights format they were packed in
/// @param text file name, without folders
/// @param textDigest of the windows' ids
/// @param windows number of windows
/// @param windowLength tokens in each
/// @param tokens tokens read
/// @param scored tokens predicted
/// @param nll nats per scored token
/// @param keptBytes share of the covered linears' dense bytes kept over the thinned tokens, factors in full, 0..1
/// @param nominalKeptBytes the share that the policy asks for
/// @param bytesPerToken bytes a decoded token reads, with the channels that were kept on this text
/// @param denseBytesPerToken bytes it reads of the dense model
/// @param sites the thinned linears by their path
/// @param seconds the run took
public record EvalResult(
        String tool,
        String policy,
        String measured,
        String phase,
        int promptTokens,
        String weights,
        String text,
        String textDigest,
        int windows,
        int windowLength,
        long tokens,
        long scored,
        double nll,
        double keptBytes,
        double nominalKeptBytes,
        double bytesPerToken,
        double denseBytesPerToken,
        Map<String, Density> sites,
        double seconds) {

    /// @throws NullPointerException when a text is missing
    public EvalResult {
        Objects.requireNonNull(tool);
        Objects.requireNonNull(policy);
        Objects.requireNonNull(measured);
        Objects.requireNonNull(phase);
        Objects.requireNonNull(weights);
        Objects.requireNonNull(text);
        Objects.requireNonNull(textDigest);
        sites = Collections.unmodifiableMap(new TreeMap<>(sites));
    }

    /// How many of the channels were kept, or of the outputs where a policy skips these.
    ///
    /// @param real share kept over the thinned tokens, 0..1
    /// @param asked share the policy asks for
    /// @param elements weights of the linears it is taken over
    public record Density(double real, double asked, long elements) {

        /// Of both together, each as heavy as it has weights.
        Density plus(Density other) {
            long sum = elements + other.elements;
            return new Density(
                    (real * elements + other.real * other.elements) / sum,
                    (asked * elements + other.asked * other.elements) / sum,
                    sum);
        }
    }

    /// The digest of all that was measured for a policy: how its linears are thinned, with thresholds, and its
    /// tensors.
    ///
    /// @param tensors their digest, as [PolicyTensors#digest()]
    public static String measured(Map<String, Thinning> thinnings, String tensors) {
        return Sha256.of(new TreeMap<>(thinnings) + tensors);
    }

    public double perplexity() {
        return Math.exp(nll);
    }

    public double tokensPerSecond() {
        return tokens / seconds;
    }

    /// Densities by the last name in a linear's path: `q`, `down`, ….
    public Map<String, Density> kinds() {
        Map<String, Density> kinds = new TreeMap<>();
        sites.forEach(
                (site, density) -> kinds.merge(site.substring(site.lastIndexOf('.') + 1), density, Density::plus));
        return kinds;
    }
}
