package dev.rsparse.runtime.op.image;

/// The places of an axis that each place of a resized axis is made of, and their weights. Finding them again makes
/// no garbage while there are no more than before.
final class Taps {

    private final Interpolation how;
    private int count;
    private int size;
    private int[] places = {};
    private double[] weights = {};
    private boolean[] outside = {};
    private boolean anyOutside;

    Taps(Interpolation how) {
        this.how = how;
    }

    /// Finds them.
    void find(Stretch axis) {
        count = axis.outExtent();
        // An axis that shrinks is sampled as densely as it was, so that nothing is left out.
        double density = how.antialias() ? Math.min(axis.scale(), 1) : 1;
        int half = half(density);
        size = half == 0 ? 1 : 2 * half;
        if (places.length < count * size) {
            places = new int[count * size];
            weights = new double[count * size];
        }
        if (outside.length < count) {
            outside = new boolean[count];
        }
        anyOutside = false;
        for (int i = 0; i < count; i++) {
            find(i, axis, half, density);
        }
    }

    /// Taps on each side.
    private int half(double density) {
        return switch (how.mode()) {
            case NEAREST -> 0;
            case LINEAR -> (int) -Math.floor(-1 / density);
            case CUBIC -> (int) -Math.floor(-2 / density);
        };
    }

    private void find(int i, Stretch axis, int half, double density) {
        double source = how.coordinates().source(i, axis);
        outside[i] =
                how.coordinates() == Coordinates.TF_CROP_AND_RESIZE && !(source >= 0 && source <= axis.extent() - 1);
        anyOutside |= outside[i];
        int last = axis.extent() - 1;
        if (half == 0) {
            places[i] = Math.clamp(nearest(source, axis.scale()), 0, last);
            weights[i] = 1;
            return;
        }
        int left = (int) Math.floor(source);
        double sum = 0;
        for (int k = 0; k < size; k++) {
            int place = left + 1 - half + k;
            boolean counts = !how.exclude() || place >= 0 && place <= last;
            double weight = counts ? weight(Math.abs(place - source) * density) : 0;
            places[i * size + k] = Math.clamp(place, 0, last);
            weights[i * size + k] = weight;
            sum += weight;
        }
        for (int k = 0; k < size; k++) {
            weights[i * size + k] /= sum;
        }
    }

    private int nearest(double source, double scale) {
        return (int)
                switch (how.rounding()) {
                    case ROUND_PREFER_FLOOR -> Math.ceil(source - 0.5);
                    case ROUND_PREFER_CEIL -> Math.floor(source + 0.5);
                    case FLOOR -> Math.floor(source);
                    case CEIL -> Math.ceil(source);
                    case BY_SCALE -> scale < 1 ? Math.ceil(source) : Math.floor(source);
                };
    }

    private double weight(double distance) {
        if (how.mode() == Interpolation.Mode.LINEAR) {
            return Math.max(0, 1 - distance);
        }
        double a = how.cubic();
        if (distance <= 1) {
            return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
        }
        return distance < 2 ? ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a : 0;
    }

    /// Number of places of the resized axis.
    int count() {
        return count;
    }

    /// Taps of each of them.
    int size() {
        return size;
    }

    /// Which place a tap is at; taps of one place follow each other.
    int place(int tap) {
        return places[tap];
    }

    /// How much the place counts.
    double weight(int tap) {
        return weights[tap];
    }

    /// Whether a place of the resized axis comes from outside of the axis.
    boolean isOutside(int place) {
        return outside[place];
    }

    /// Whether one does.
    boolean hasOutside() {
        return anyOutside;
    }
}
