package dev.rsparse.compiler.report;

import dev.rsparse.compiler.report.LabelPlacer.Anchor;
import dev.rsparse.compiler.report.LabelPlacer.Box;
import dev.rsparse.compiler.report.LabelPlacer.Label;
import java.util.ArrayList;
import java.util.List;

/// Loss against bytes kept: a point for each policy, a line for the dense model.
final class LossChart {

    private static final int WIDTH = 480;
    private static final int HEIGHT = 320;
    private static final Box PLOT = new Box(50, 30, 428, 270);

    /// Shortest axes, for results that hardly differ: a hundredth of a nat, two percent of the bytes.
    private static final double LEAST_LOSS = 0.01;

    private static final double LEAST_KEPT = 2;

    private final LossGroup group;
    private final List<LossGroup.Point> points;
    private final Scale kept;
    private final Scale loss;
    private final Drawing drawing;

    private LossChart(Markup out, LossGroup group) {
        this.group = group;
        this.points = group.points().stream().filter(point -> !point.dense()).toList();
        this.kept = Scale.over(points.stream().map(LossChart::kept).toList(), LEAST_KEPT, PLOT.left(), PLOT.right());
        List<Double> losses = new ArrayList<>(
                points.stream().map(point -> point.result().nll()).toList());
        group.denseLoss().ifPresent(losses::add);
        this.loss = Scale.over(losses, LEAST_LOSS, PLOT.bottom(), PLOT.top());
        this.drawing = Drawing.open(out, WIDTH, HEIGHT, "Loss against bytes kept; the table below has the figures");
    }

    /// Draws a group in which something is thinned.
    static void draw(Markup out, LossGroup group) {
        LossChart chart = new LossChart(out, group);
        chart.axes();
        LabelPlacer labels = new LabelPlacer(PLOT);
        group.denseLoss().ifPresent(dense -> chart.dense(dense, labels));
        chart.points(labels);
        chart.drawing.close();
    }

    private static double kept(LossGroup.Point point) {
        return 100 * point.result().keptBytes();
    }

    private void axes() {
        for (Scale.Tick tick : kept.ticks()) {
            double x = kept.at(tick.value());
            drawing.line("grid", x, PLOT.top(), x, PLOT.bottom());
            drawing.text("mid tick", x, PLOT.bottom() + 18, tick.text());
        }
        for (Scale.Tick tick : loss.ticks()) {
            double y = loss.at(tick.value());
            drawing.line("grid", PLOT.left(), y, PLOT.right(), y);
            drawing.text("end tick", PLOT.left() - 6, y + 4, tick.text());
        }
        drawing.text("start", 0, 14, "NLL, nats per token");
        drawing.text(
                "mid",
                (PLOT.left() + PLOT.right()) / 2,
                PLOT.bottom() + 40,
                "bytes kept, % of the layers' dense bytes");
        group.denseLoss().ifPresent(this::differences);
    }

    /// The axis on the right: what a policy loses.
    private void differences(double dense) {
        Scale difference = loss.minus(dense);
        drawing.text("end", WIDTH, 14, "dNLL");
        for (Scale.Tick tick : difference.ticks()) {
            double y = difference.at(tick.value());
            drawing.line("axis", PLOT.right(), y, PLOT.right() + 4, y);
            drawing.text("start tick", PLOT.right() + 8, y + 4, tick.text());
        }
    }

    private void dense(double dense, LabelPlacer labels) {
        double y = loss.at(dense);
        drawing.line("reference", PLOT.left(), y, PLOT.right(), y);
        labels.avoid(new Box(PLOT.left(), y - 2, PLOT.right(), y + 2));
        String text = "dense " + Numbers.decimals(dense, 4);
        drawing.text("start reference-text", PLOT.left() + 6, y - 5, text);
        labels.avoid(new Box(PLOT.left(), y - 20, PLOT.left() + 130, y));
    }

    private void points(LabelPlacer labels) {
        List<Anchor> anchors = points.stream()
                .map(point ->
                        new Anchor(kept.at(kept(point)), loss.at(point.result().nll()), name(point)))
                .toList();
        for (Label label : labels.place(anchors)) {
            if (label.led()) {
                lead(label);
            }
            drawing.text(
                    "mid label",
                    (label.box().left() + label.box().right()) / 2,
                    label.box().middle() + 4.5,
                    label.anchor().text());
        }
        for (int i = 0; i < points.size(); i++) {
            drawing.dot(
                    points.get(i).current() ? "dot" : "dot older",
                    anchors.get(i).x(),
                    anchors.get(i).y(),
                    4.5);
        }
    }

    /// To the nearest place on the label's edge.
    private void lead(Label label) {
        Box box = label.box();
        Anchor anchor = label.anchor();
        double x = Math.clamp(anchor.x(), box.left(), box.right());
        double y = Math.clamp(anchor.y(), box.top() + 3, box.bottom() - 3);
        drawing.line("lead", anchor.x(), anchor.y(), x, y);
    }

    private static String name(LossGroup.Point point) {
        return point.result().policy() + (point.current() ? "" : " (older)");
    }
}
