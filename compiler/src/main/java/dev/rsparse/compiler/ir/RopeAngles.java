package dev.rsparse.compiler.ir;

import java.util.List;

/// By how much each pair of a head turns from one position to the next, where that is not the plain
/// `theta^(-2i/headDim)`.
///
/// @param form what made them so, for people: `linear`, `llama3`, `yarn`
/// @param frequencies radians per position of each pair; twice as many elements of a head turn, the others stay
/// @param magnitude what the turned elements are multiplied by
public record RopeAngles(String form, List<Float> frequencies, float magnitude) {
    public RopeAngles {
        frequencies = List.copyOf(frequencies);
    }
}
