package dev.rsparse.compiler.pack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How far a format moves the numbers of matrices, parts of which make up a strip.
final class RoundingErrors {

    /// Of each number of a strip the index of its matrix, or -1.
    private final int[] matrices;

    private final List<String> names;
    private final double[] squares;
    private final double[] all;

    private RoundingErrors(int[] matrices, List<String> names) {
        this.matrices = matrices;
        this.names = names;
        this.squares = new double[names.size()];
        this.all = new double[names.size()];
    }

    /// A matrix's part of each strip.
    record Part(String name, int from, int length) {}

    /// Nothing counted yet.
    ///
    /// @param length numbers in a strip; those that belong to no part are not counted
    static RoundingErrors of(int length, List<Part> parts) {
        int[] matrices = new int[length];
        Arrays.fill(matrices, -1);
        List<String> names = new ArrayList<>();
        for (Part part : parts) {
            Arrays.fill(matrices, part.from(), part.from() + part.length(), names.size());
            names.add(part.name());
        }
        return new RoundingErrors(matrices, names);
    }

    /// Nothing counted yet of the same matrices.
    RoundingErrors empty() {
        return new RoundingErrors(matrices, names);
    }

    /// Counts number `i` of a strip and what is read in its place.
    void add(int i, float value, float read) {
        int matrix = matrices[i];
        if (matrix >= 0) {
            double difference = (double) read - value;
            squares[matrix] += difference * difference;
            all[matrix] += (double) value * value;
        }
    }

    /// Counts what `other`, of the same matrices, has counted.
    void add(RoundingErrors other) {
        for (int i = 0; i < squares.length; i++) {
            squares[i] += other.squares[i];
            all[i] += other.all[i];
        }
    }

    /// By the name of each matrix, the norm of the differences over that of the numbers; 0 when these are all 0.
    Map<String, Double> relative() {
        Map<String, Double> errors = new TreeMap<>();
        for (int i = 0; i < squares.length; i++) {
            errors.put(names.get(i), all[i] == 0 ? 0 : Math.sqrt(squares[i] / all[i]));
        }
        return errors;
    }
}
