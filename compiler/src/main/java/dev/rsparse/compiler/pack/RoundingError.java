package dev.rsparse.compiler.pack;

/// How far a format moves the numbers of a matrix.
final class RoundingError {

    private double squares;
    private double all;

    /// Counts a number and what is read in its place.
    void add(float value, float read) {
        double difference = (double) read - value;
        squares += difference * difference;
        all += (double) value * value;
    }

    /// Norm of the differences over that of the numbers; 0 when these are all 0.
    double relative() {
        return all == 0 ? 0 : Math.sqrt(squares / all);
    }
}
