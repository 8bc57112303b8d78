package dev.rsparse.runtime.op.image;

import java.util.Locale;

/// Where places of a resized axis lie on the axis that they come from: attribute `coordinate_transformation_mode`.
enum Coordinates {
    HALF_PIXEL,
    HALF_PIXEL_SYMMETRIC,
    PYTORCH_HALF_PIXEL,
    ALIGN_CORNERS,
    ASYMMETRIC,
    TF_CROP_AND_RESIZE,
    TF_HALF_PIXEL_FOR_NN;

    /// The one that ONNX gives that name.
    ///
    /// @throws IllegalArgumentException when there is none
    static Coordinates of(String operator, String name) {
        for (Coordinates each : values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException(operator + ": no coordinate_transformation_mode " + name);
    }

    /// The place that `place` of the result comes from, between places or beyond them.
    ///
    /// @param axis extents, scale and region
    double source(int place, Stretch axis) {
        double middle = (place + 0.5) / axis.scale() - 0.5;
        // With a scale that does not divide evenly this is no whole number.
        double length = axis.scale() * axis.extent();
        return switch (this) {
            case HALF_PIXEL -> middle;
            case HALF_PIXEL_SYMMETRIC -> middle + axis.extent() / 2.0 * (1 - axis.outExtent() / length);
            case PYTORCH_HALF_PIXEL -> length == 1 ? -0.5 : middle;
            case ALIGN_CORNERS -> length == 1 ? 0 : place * (axis.extent() - 1.0) / (length - 1);
            case ASYMMETRIC -> place / axis.scale();
            case TF_CROP_AND_RESIZE -> crop(place, length, axis);
            case TF_HALF_PIXEL_FOR_NN -> (place + 0.5) / axis.scale();
        };
    }

    private static double crop(int place, double length, Stretch axis) {
        double last = axis.extent() - 1.0;
        double width = (axis.end() - axis.start()) * last;
        return axis.start() * last + (length == 1 ? width / 2 : place * width / (length - 1));
    }
}
