package dev.rsparse.runtime.op.image;

/// How one axis is resized.
///
/// @param extent places it has
/// @param outExtent places it gets
/// @param scale places that each becomes
/// @param start beginning of the region that is taken, as a part of the axis; matters when cropping alone
/// @param end its end
record Stretch(int extent, int outExtent, double scale, double start, double end) {

    /// Whether every place stays as it is, whatever the mode, except when cropping.
    boolean isIdentity() {
        return extent == outExtent && scale == 1;
    }
}
