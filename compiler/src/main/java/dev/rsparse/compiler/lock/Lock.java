package dev.rsparse.compiler.lock;

import dev.rsparse.compiler.ir.Thinning;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Everything about a model that was measured rather than written. All maps are sorted by key and cannot be
/// changed.
///
/// A lock belongs to one set of weights: with others, its thresholds mean nothing and a new lock has to be begun.
///
/// @param tool version of rsparsec that wrote it
/// @param model name of the model in the `.rsp` file
/// @param weights digest of each weight file by its name, as `sha256:` and 64 hexadecimal digits
/// @param policies what was measured for each policy, by its name
public record Lock(String tool, String model, Map<String, String> weights, Map<String, Policy> policies) {

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    /// @throws IllegalArgumentException when a digest is malformed
    public Lock {
        weights = sorted(weights);
        policies = sorted(policies);
        weights.values().forEach(Lock::requireDigest);
    }

    /// The thinned linears of one policy.
    ///
    /// @param calibration what they were measured on; each has its own, since one may be measured again alone
    /// @param rotated whether the residual stream was in another basis
    /// @param tensors digest of what else was measured, too large for a lock and kept beside it; empty for nothing
    /// @param sites how each linear is thinned, by the path of its weight, such as `layer[3].q`
    /// @param tuning the search that chose figures of the sites, if one did
    public record Policy(
            Calibration calibration,
            boolean rotated,
            String tensors,
            Map<String, Thinning> sites,
            Optional<Tuning> tuning) {

        /// A policy whose figures are all as written in the source.
        public Policy(Calibration calibration, boolean rotated, String tensors, Map<String, Thinning> sites) {
            this(calibration, rotated, tensors, sites, Optional.empty());
        }

        /// @throws IllegalArgumentException when a number is outside its range or not finite, or the digest is
        ///     malformed
        public Policy {
            if (!tensors.isEmpty()) {
                requireDigest(tensors);
            }
            sites = sorted(sites);
            sites.forEach(Policy::requireSound);
        }

        private static void requireSound(String site, Thinning thinning) {
            boolean sound = thinning.sparsity() >= 0
                    && thinning.sparsity() <= 1
                    && thinning.split() >= 0
                    && thinning.split() <= 1
                    && thinning.rank() >= 0
                    && thinning.gamma() >= 0
                    && Double.isFinite(thinning.gamma())
                    && Float.isFinite(thinning.threshold());
            if (!sound) {
                throw new IllegalArgumentException("site " + site + " cannot be thinned by " + thinning);
            }
        }
    }

    /// The search that shared a budget out to the linears of a policy.
    ///
    /// @param search its name in the `.rsp` file
    /// @param objective what it made small, as in the `.rsp` file
    /// @param budget share of the tuned linears' bytes that was to be kept, 0..1
    /// @param seed of what it drew
    /// @param digest of the text it ran on, as in [Lock#weights()]
    public record Tuning(String search, String objective, double budget, long seed, String digest) {

        /// @throws IllegalArgumentException when the digest is malformed or a number is outside its range
        public Tuning {
            requireDigest(digest);
            if (!(budget >= 0 && budget <= 1) || seed < 0) {
                throw new IllegalArgumentException("a budget of " + budget + " and seed " + seed + " are no search's");
            }
        }
    }

    /// The text that activations were measured on.
    ///
    /// @param data file name, without folders, so that the lock is the same on every machine; `self` for a
    ///     text that the model sampled
    /// @param digest of the windows of ids that were read, spelled as in [Lock#weights()]
    /// @param seed of the text, when the model sampled it
    /// @param tokens number of tokens measured; fewer than windows times their length when some were left out
    /// @param windows number of sequences
    /// @param windowLength tokens in each sequence
    public record Calibration(
            String data, String digest, OptionalLong seed, long tokens, int windows, int windowLength) {

        /// @throws IllegalArgumentException when the digest is malformed or a number is negative
        public Calibration {
            requireDigest(digest);
            if (tokens < 0 || windows < 0 || windowLength < 0) {
                throw new IllegalArgumentException(tokens + " tokens in " + windows + " windows of " + windowLength
                        + " cannot have been measured");
            }
        }

        /// A text that was read from a file.
        public Calibration(String data, String digest, long tokens, int windows, int windowLength) {
            this(data, digest, OptionalLong.empty(), tokens, windows, windowLength);
        }
    }

    /// A lock for `weights` that keeps what `before` holds of them.
    public static Lock after(Optional<Lock> before, String tool, String model, Map<String, String> weights) {
        Map<String, Policy> kept = before.filter(lock -> lock.weights().equals(weights))
                .map(Lock::policies)
                .orElse(Map.of());
        return new Lock(tool, model, weights, kept);
    }

    /// This lock with `policy` under `name`, in place of what stood there; other policies stay as they are.
    public Lock withPolicy(String name, Policy policy) {
        Map<String, Policy> changed = new TreeMap<>(policies);
        changed.put(name, policy);
        return new Lock(tool, model, weights, changed);
    }

    /// Whether `text` is a digest as a lock spells it.
    static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
    }

    private static void requireDigest(String text) {
        if (!isDigest(text)) {
            throw new IllegalArgumentException("\"" + text + "\" is not sha256: and 64 hexadecimal digits");
        }
    }

    private static <V> Map<String, V> sorted(Map<String, V> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
