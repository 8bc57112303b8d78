package dev.rsparse.compiler.pack;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.incubator.vector.FloatVector;

/// How far a format moves the numbers of matrices, parts of which make up a strip.
final class RoundingErrors {

    private final List<Part> parts;
    private final double[] squares;
    private final double[] all;

    private RoundingErrors(List<Part> parts) {
        this.parts = parts;
        this.squares = new double[parts.size()];
        this.all = new double[parts.size()];
    }

    /// A matrix's part of each strip.
    record Part(String name, int from, int length) {}

    /// Nothing counted yet. Numbers of a strip that belong to no part are not counted.
    static RoundingErrors of(List<Part> parts) {
        return new RoundingErrors(List.copyOf(parts));
    }

    /// Nothing counted yet of the same matrices.
    RoundingErrors empty() {
        return new RoundingErrors(parts);
    }

    /// Counts the numbers of a strip and what is read in their place.
    void add(float[] numbers, float[] read) {
        for (int part = 0; part < parts.size(); part++) {
            int from = parts.get(part).from();
            add(part, numbers, read, from, from + parts.get(part).length());
        }
    }

    private void add(int part, float[] numbers, float[] read, int from, int end) {
        FloatVector moved = FloatVector.zero(Lanes.FLOATS);
        FloatVector stood = FloatVector.zero(Lanes.FLOATS);
        int i = from;
        for (; i + Lanes.COUNT <= end; i += Lanes.COUNT) {
            FloatVector value = FloatVector.fromArray(Lanes.FLOATS, numbers, i);
            FloatVector difference =
                    FloatVector.fromArray(Lanes.FLOATS, read, i).sub(value);
            moved = difference.fma(difference, moved);
            stood = value.fma(value, stood);
        }
        // A strip's sums are floats, those over strips doubles: their errors stay far below what is reported.
        double squared = Lanes.sum(moved);
        double whole = Lanes.sum(stood);
        for (; i < end; i++) {
            double difference = (double) read[i] - numbers[i];
            squared += difference * difference;
            whole += (double) numbers[i] * numbers[i];
        }
        squares[part] += squared;
        all[part] += whole;
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
            errors.put(parts.get(i).name(), all[i] == 0 ? 0 : Math.sqrt(squares[i] / all[i]));
        }
        return errors;
    }
}
