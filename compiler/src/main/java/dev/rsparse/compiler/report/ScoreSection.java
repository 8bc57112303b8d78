package dev.rsparse.compiler.report;

import dev.rsparse.compiler.tokens.TextIdentity;

/// Score histograms of the chosen policy: one small drawing a linear, those of a kind over one axis.
final class ScoreSection {

    private static final int WIDTH = 200;
    private static final int HEIGHT = 92;
    private static final double TOP = 4;
    private static final double BASE = 72;

    private ScoreSection() {}

    static void write(Markup out, ReportData data) {
        if (data.scores().isEmpty()) {
            missing(out, data);
            return;
        }
        ScoreData scores = data.scores().get();
        TextIdentity text = scores.text();
        out.leaf(
                "p",
                "Scores of policy " + data.chosen().name() + " in the dense model, over " + text.windows()
                        + " windows of " + text.windowLength() + " tokens of " + text.name() + " (" + scores.tokens()
                        + " tokens counted). The axis is logarithmic and one for all layers; up to "
                        + Numbers.shortPercent(ScoreGatherer.LEFT_OUT)
                        + " % of the scores, and zeros, lie left of it. Scores above the threshold are kept:"
                        + " under each drawing, their share on this text / the share asked for.",
                "class",
                "quiet");
        if (data.chosen().calibration().isEmpty()) {
            out.leaf("p", "There are no thresholds: " + data.chosen().problem().orElse("the lock has none") + ".");
        }
        scores.kinds().forEach(kind -> kind(out, kind));
    }

    private static void missing(Markup out, ReportData data) {
        String policy = data.chosen().name();
        if (data.chosen().thinned() == 0) {
            out.leaf("p", "Policy " + policy + " thins nothing, so nothing is scored; --policy names another.");
            return;
        }
        out.open("p").text("No text was given. ");
        Commands.overText(out, "report " + data.header().source() + " -o FILE.html");
        out.text(" shows the scores of policy " + policy + " here.");
        out.close();
    }

    private static void kind(Markup out, ScoreData.Kind kind) {
        out.leaf("h3", kind.name());
        out.open("div", "class", "panels");
        for (ScoreData.Panel panel : kind.panels()) {
            out.open("figure");
            Drawing drawing = Drawing.open(out, WIDTH, HEIGHT, "Histogram of the scores of " + panel.site());
            draw(drawing, kind, panel);
            drawing.close();
            out.open("figcaption").leaf("b", SitePath.of(panel.site()).row());
            if (panel.threshold().isPresent()) {
                out.text(" " + Numbers.percent(panel.kept()) + " / " + Numbers.percent(panel.asked()) + " %");
            }
            out.close().close();
        }
        out.close();
    }

    private static void draw(Drawing drawing, ScoreData.Kind kind, ScoreData.Panel panel) {
        Scale axis = new Scale(kind.low(), kind.high(), 2, WIDTH - 2);
        double cut = panel.threshold().isEmpty()
                ? axis.to()
                : Math.clamp(axis.at(Math.log10(panel.threshold().getAsDouble())), axis.from(), axis.to());
        drawing.path("dropped", bars(axis, panel.bins(), axis.from(), cut));
        if (cut < axis.to()) {
            drawing.path("kept", bars(axis, panel.bins(), cut, axis.to()));
        }
        if (panel.threshold().isPresent()) {
            drawing.line("threshold", cut, 0, cut, BASE);
        }
        drawing.line("axis", axis.from(), BASE, axis.to(), BASE);
        int first = (int) Math.ceil(kind.low());
        int last = (int) Math.floor(kind.high());
        int step = Math.ceilDiv(last - first + 1, 5);
        for (int exponent = first; exponent <= last; exponent += Math.max(step, 1)) {
            double x = axis.at(exponent);
            drawing.line("axis", x, BASE, x, BASE + 4);
            drawing.text("mid tick", x, BASE + 17, Numbers.powerOfTen(exponent));
        }
    }

    /// The outline of the bars between two places, with a cut through the bar that each falls into.
    private static String bars(Scale axis, double[] bins, double from, double to) {
        double highest = 0;
        for (double bin : bins) {
            highest = Math.max(highest, bin);
        }
        double width = (axis.to() - axis.from()) / bins.length;
        StringBuilder path = new StringBuilder("M" + Numbers.place(from) + " " + Numbers.place(BASE));
        for (int i = 0; i < bins.length; i++) {
            double left = axis.from() + i * width;
            double right = Math.min(left + width, to);
            if (right > Math.max(left, from) && highest > 0) {
                path.append('V').append(Numbers.place(BASE - bins[i] / highest * (BASE - TOP)));
                path.append('H').append(Numbers.place(right));
            }
        }
        return path.append('V').append(Numbers.place(BASE)).append('Z').toString();
    }
}
