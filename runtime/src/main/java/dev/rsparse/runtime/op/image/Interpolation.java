package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Settings;
import java.util.Locale;

/// How [Resize] and [Upsample] find a value between places: the attributes that they share.
///
/// @param mode nearest, linear or cubic
/// @param coordinates where places lie
/// @param rounding which place is the nearest
/// @param cubic coefficient `a` of the cubic
/// @param exclude whether places outside count for nothing, instead of as much as the outermost
/// @param extrapolation what lies outside when cropping
/// @param antialias whether the filter widens when an axis shrinks
record Interpolation(
        Mode mode,
        Coordinates coordinates,
        Rounding rounding,
        double cubic,
        boolean exclude,
        double extrapolation,
        boolean antialias) {

    /// Values that go into one.
    enum Mode {
        NEAREST,
        LINEAR,
        CUBIC
    }

    /// Which place is the nearest.
    enum Rounding {
        ROUND_PREFER_FLOOR,
        ROUND_PREFER_CEIL,
        FLOOR,
        CEIL,
        /// Towards the beginning when an axis grows, towards the end when it shrinks: what the first versions did.
        BY_SCALE
    }

    /// What the attributes of [Resize] ask for.
    static Interpolation of(Settings settings) {
        Mode mode = find("Resize", "mode", Mode.values(), settings.text("mode", "nearest"));
        if (settings.version() < 11) {
            return early(mode);
        }
        String coordinates = settings.text("coordinate_transformation_mode", "half_pixel");
        String rounding = settings.text("nearest_mode", "round_prefer_floor");
        return new Interpolation(
                mode,
                Coordinates.of("Resize", coordinates),
                find("Resize", "nearest_mode", Rounding.values(), rounding),
                settings.number("cubic_coeff_a", -0.75f),
                settings.flag("exclude_outside", false),
                settings.number("extrapolation_value", 0),
                settings.flag("antialias", false));
    }

    /// What [Upsample] and the first version of [Resize] do.
    static Interpolation early(Mode mode) {
        return new Interpolation(mode, Coordinates.ASYMMETRIC, Rounding.BY_SCALE, -0.75, false, 0, false);
    }

    /// The mode of [Upsample].
    static Mode mode(String operator, Settings settings) {
        return find(operator, "mode", Mode.values(), settings.text("mode", "nearest"));
    }

    private static <E extends Enum<E>> E find(String operator, String attribute, E[] all, String name) {
        for (E each : all) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException(operator + ": no " + attribute + " " + name);
    }
}
