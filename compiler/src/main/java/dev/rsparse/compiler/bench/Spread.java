package dev.rsparse.compiler.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Where repeated measurements of one thing lie.
public record Spread(double median, double min, double max) {

    /// The spread of at least one sample. The median of an even number of samples is the mean of the
    /// middle two.
    public static Spread of(double... samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("no samples");
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /// What became of `amount` when it took as long as the samples: the fastest sample gives the largest rate.
    public Spread rate(double amount) {
        return new Spread(amount / median, amount / max, amount / min);
    }

    public Spread scaled(double factor) {
        return new Spread(median * factor, min * factor, max * factor);
    }

    /// Distance from the least to the greatest as a share of the median.
    public double relative() {
        return (max - min) / median;
    }

    /// `median (min..max)`.
    ///
    /// @param digits behind the point
    public String text(int digits) {
        String number = "%." + digits + "f";
        return String.format(Locale.ROOT, number + " (" + number + ".." + number + ")", median, min, max);
    }

    /// Median and ends by name.
    Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("median", median);
        object.put("min", min);
        object.put("max", max);
        return object;
    }
}
