package dev.rsparse.compiler.report;

import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.project.EvalResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// A policy, with what is known of each linear under it.
///
/// @param target whether the file's target names it
/// @param rotated whether it rotates the residual stream
/// @param sites the linears it is counted over, in graph order; none when it cannot be resolved
/// @param nominalKept share of their bytes that it asks to keep, 0..1
/// @param calibration what its thresholds were measured on; empty when the lock has none that fit it
/// @param problem why that is so
/// @param measured the kept result that densities are taken from
public record PolicyData(
        String name,
        boolean target,
        boolean rotated,
        List<Site> sites,
        double nominalKept,
        Optional<Lock.Calibration> calibration,
        Optional<String> problem,
        Optional<EvalResult> measured) {

    public PolicyData {
        sites = List.copyOf(sites);
    }

    /// One linear.
    ///
    /// @param thinning empty for one that stays dense
    /// @param threshold of its scores; empty without a calibration
    /// @param nominalKept share of its bytes that the policy asks to keep, 0..1
    /// @param density share of its channels, or of the outputs where rows are skipped, that was really kept, 0..1
    public record Site(
            String path,
            int out,
            int in,
            Optional<Thinning> thinning,
            OptionalDouble threshold,
            double nominalKept,
            OptionalDouble density) {

        SitePath place() {
            return SitePath.of(path);
        }
    }

    /// Number of linears it thins.
    long thinned() {
        return sites.stream().filter(site -> site.thinning().isPresent()).count();
    }
}
