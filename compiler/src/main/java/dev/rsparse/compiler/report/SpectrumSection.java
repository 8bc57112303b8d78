package dev.rsparse.compiler.report;

import java.util.List;

/// Singular values of the weights, one drawing a kind with a line for each layer.
final class SpectrumSection {

    private static final int WIDTH = 300;
    private static final int HEIGHT = 200;
    private static final double LEFT = 34;
    private static final double RIGHT = 290;
    private static final double TOP = 10;
    private static final double BOTTOM = 160;

    /// Corners of a line: more would not be seen.
    private static final int CORNERS = 48;

    private SpectrumSection() {}

    static void write(Markup out, ReportData data) {
        SpectrumData spectra = data.spectra();
        if (!spectra.kinds().isEmpty()) {
            out.leaf(
                    "p",
                    "Singular values of each weight over its largest, by their number; one line a layer, from the"
                            + " first, palest, to the last."
                            + (ranked(spectra)
                                    ? " Dots mark the rank in use under policy "
                                            + data.chosen().name() + "."
                                    : " Policy " + data.chosen().name() + " has no low-rank terms."),
                    "class",
                    "quiet");
            out.open("div", "class", "panels wide");
            spectra.kinds().forEach(kind -> kind(out, kind));
            out.close();
        }
        if (!spectra.left().isEmpty()) {
            out.open("p").text("Left out for their size: " + String.join(", ", spectra.left()) + ". ");
            out.leaf("code", "--spectra").text(" shows them too.").close();
        }
        if (spectra.kinds().isEmpty() && spectra.left().isEmpty()) {
            out.leaf("p", "The model has no layers with linears.");
        }
    }

    private static boolean ranked(SpectrumData spectra) {
        return spectra.kinds().stream().flatMap(kind -> kind.lines().stream()).anyMatch(line -> line.rank() > 0);
    }

    private static void kind(Markup out, SpectrumData.Kind kind) {
        out.open("figure");
        out.open("figcaption").leaf("b", kind.name()).text(ranks(kind.lines())).close();
        Drawing drawing = Drawing.open(out, WIDTH, HEIGHT, "Singular values of " + kind.name());
        List<SpectrumData.Line> lines = kind.lines();
        int longest =
                lines.stream().mapToInt(line -> line.values().length).max().orElse(1);
        Scale numbers = new Scale(0, longest, LEFT, RIGHT);
        Scale shares = new Scale(0, 1, BOTTOM, TOP);
        axes(drawing, numbers, shares);
        for (int i = 0; i < lines.size(); i++) {
            double share = lines.size() == 1 ? 1 : (double) i / (lines.size() - 1);
            drawing.shadedPath("spectrum", path(lines.get(i).values(), numbers, shares), share);
        }
        for (SpectrumData.Line line : lines) {
            if (line.rank() > 0) {
                float value = line.values()[line.rank() - 1];
                drawing.dot("rank", numbers.at(line.rank()), shares.at(value), 3);
            }
        }
        drawing.close();
        out.close();
    }

    private static void axes(Drawing drawing, Scale numbers, Scale shares) {
        for (Scale.Tick tick : numbers.ticks()) {
            double x = numbers.at(tick.value());
            drawing.line("axis", x, BOTTOM, x, BOTTOM + 4);
            drawing.text("mid tick", x, BOTTOM + 18, tick.text());
        }
        for (Scale.Tick tick : shares.ticks()) {
            double y = shares.at(tick.value());
            drawing.line(tick.value() == 0 ? "axis" : "grid", LEFT, y, RIGHT, y);
            drawing.text("end tick", LEFT - 5, y + 4, tick.text());
        }
        drawing.text("mid", (LEFT + RIGHT) / 2, BOTTOM + 36, "number of the singular value");
    }

    /// Corners stand closest at the start, where spectra bend.
    private static String path(float[] values, Scale numbers, Scale shares) {
        StringBuilder path = new StringBuilder();
        int last = -1;
        for (int corner = 0; corner < CORNERS; corner++) {
            double along = (double) corner / (CORNERS - 1);
            int i = (int) Math.round(along * along * (values.length - 1));
            if (i > last) {
                path.append(path.isEmpty() ? 'M' : 'L')
                        .append(Numbers.place(numbers.at(i + 1)))
                        .append(' ')
                        .append(Numbers.place(shares.at(values[i])));
                last = i;
            }
        }
        return path.toString();
    }

    private static String ranks(List<SpectrumData.Line> lines) {
        List<Integer> ranks = lines.stream()
                .map(SpectrumData.Line::rank)
                .filter(rank -> rank > 0)
                .distinct()
                .sorted()
                .toList();
        if (ranks.isEmpty()) {
            return "";
        }
        String range = ranks.size() == 1 ? ranks.getFirst() + "" : ranks.getFirst() + " to " + ranks.getLast();
        return " rank " + range;
    }
}
