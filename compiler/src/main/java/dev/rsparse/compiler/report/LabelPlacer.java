package dev.rsparse.compiler.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Finds places for labels beside points so that none covers another, a point or a line.
final class LabelPlacer {

    /// Width of a letter where the page is narrow and its letters large.
    private static final double LETTER = 8.6;

    private static final double HEIGHT = 16;
    private static final double DOT = 5;

    /// Distances from the point; beyond the first, a thin line leads to it.
    private static final double[] DISTANCES = {9, 20, 34, 50, 68, 88};

    /// Directions in which a label is tried, the best first; y grows downwards.
    private static final double[][] DIRECTIONS = {
        {1, 0}, {-1, 0}, {0.7, -0.7}, {0.7, 0.7}, {-0.7, -0.7}, {-0.7, 0.7}, {0, -1}, {0, 1}
    };

    /// A rectangle of the drawing.
    record Box(double left, double top, double right, double bottom) {

        boolean holds(Box other) {
            return left <= other.left && other.right <= right && top <= other.top && other.bottom <= bottom;
        }

        double shared(Box other) {
            return Math.max(0, Math.min(right, other.right) - Math.max(left, other.left))
                    * Math.max(0, Math.min(bottom, other.bottom) - Math.max(top, other.top));
        }

        double middle() {
            return (top + bottom) / 2;
        }
    }

    /// A point and what to write beside it.
    record Anchor(double x, double y, String text) {}

    /// Where a label went.
    ///
    /// @param led whether it is so far away that a line should lead to it
    record Label(Anchor anchor, Box box, boolean led) {}

    private final Box bounds;
    private final List<Box> taken = new ArrayList<>();

    LabelPlacer(Box bounds) {
        this.bounds = bounds;
    }

    /// Keeps labels off `box`.
    void avoid(Box box) {
        taken.add(box);
    }

    /// Places of the labels in the order of `anchors`.
    List<Label> place(List<Anchor> anchors) {
        anchors.forEach(anchor -> avoid(around(anchor.x(), anchor.y(), 2 * DOT, 2 * DOT)));
        List<Label> labels = new ArrayList<>();
        for (Anchor anchor : anchors) {
            Label label = place(anchor);
            avoid(label.box());
            labels.add(label);
        }
        return labels;
    }

    private Label place(Anchor anchor) {
        List<Label> candidates = new ArrayList<>();
        for (double distance : DISTANCES) {
            for (double[] direction : DIRECTIONS) {
                Box box = box(anchor, direction, distance);
                if (bounds.holds(box)) {
                    candidates.add(new Label(anchor, box, distance > DISTANCES[0]));
                }
            }
        }
        candidates.add(new Label(anchor, box(anchor, DIRECTIONS[0], DISTANCES[0]), false));
        return candidates.stream()
                .min(Comparator.comparingDouble(this::covered))
                .orElseThrow();
    }

    private double covered(Label label) {
        return taken.stream().mapToDouble(label.box()::shared).sum();
    }

    private static Box box(Anchor anchor, double[] direction, double distance) {
        double width = LETTER * anchor.text().length();
        double x = anchor.x() + direction[0] * (distance + width / 2);
        double y = anchor.y() + direction[1] * (distance + HEIGHT / 2);
        return around(x, y, width, HEIGHT);
    }

    private static Box around(double x, double y, double width, double height) {
        return new Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2);
    }
}
