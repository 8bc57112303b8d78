package dev.rsparse.compiler.onnx.sites;

/// What a threshold is measured for: a site reads the channels `j` of each vector `x` for which `|x_j| * scales[j]`, in
/// f32, is strictly above it. The array is shared, not copied, so `equals` compares it by identity.
///
/// @param site the linear
/// @param scales of the channels, `[in]`; empty when each is 1
/// @param quantile share of all scores that lies at or below the threshold, 0..1
public record SiteScore(Site site, float[] scales, double quantile) {

    /// @throws IllegalArgumentException when there are scales, and not one for each channel
    public SiteScore {
        if (scales.length != 0 && scales.length != site.in()) {
            throw new IllegalArgumentException(
                    site.node() + " reads " + site.in() + " channels and has " + scales.length + " scales");
        }
    }

    /// The scale of a channel.
    public float scale(int channel) {
        return scales.length == 0 ? 1 : scales[channel];
    }
}
