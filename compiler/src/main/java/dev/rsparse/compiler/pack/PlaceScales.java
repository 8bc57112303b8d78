package dev.rsparse.compiler.pack;

import dev.rsparse.compiler.rewrite.Factors;
import dev.rsparse.compiler.schedule.WeightLayout.Content;
import dev.rsparse.compiler.schedule.WeightLayout.Entry;
import dev.rsparse.compiler.schedule.WeightLayout.Part;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.StripLayout;
import java.util.stream.IntStream;

/// The scale of each place of an entry's strips: the root of the mean square of the numbers that stand there, over
/// a step. A strip's own scale then meets numbers of one size.
final class PlaceScales {

    /// Rows whose squares are added up together.
    private static final int BLOCK = 1024;

    /// Numbers of whole rows that are read together: they stay in a core's own cache.
    private static final int NUMBERS = 1 << 16;

    private final Entry entry;
    private final WeightSource weights;
    private final FactorSource factors;

    private PlaceScales(Entry entry, WeightSource weights, FactorSource factors) {
        this.entry = entry;
        this.weights = weights;
        this.factors = factors;
    }

    /// Of all places to the end of a strip, 0 where there are zeros alone; nothing for a layout without them.
    static float[] of(Entry entry, WeightSource weights, FactorSource factors) {
        return entry.layout().scalesPlaces() ? new PlaceScales(entry, weights, factors).scales() : new float[0];
    }

    private float[] scales() {
        double[] means = new double[StripLayout.padded(entry.length())];
        switch (entry.content()) {
            case Content.Columns columns -> columns.parts().forEach(part -> addRows(part, means));
            case Content.Rows(var tensor) -> addRows(tensor, means);
            case Content.FactorRows(var site) -> add(factors.factors(site, entry.strips()), means);
            case Content.Vector _, Content.Shifted _, Content.ColumnNorms _, Content.NormProducts _ ->
                throw new IllegalStateException(entry.name() + " is stored as floats");
        }
        float[] scales = new float[means.length];
        for (int i = 0; i < scales.length; i++) {
            float scale = (float) (Math.sqrt(means[i]) / entry.layout().step(i));
            // Where a number is none, or too large, strips are not kept whatever the scale.
            scales[i] = Float.isFinite(scale) ? scale : 1;
        }
        return scales;
    }

    /// The rows of a matrix whose columns are strips; those of its `U`, which stand behind, have their scales.
    private void addRows(Part part, double[] means) {
        int in = weights.find(part.tensor()).orElseThrow().size(1);
        int together = Math.clamp(NUMBERS / in, 1, part.out());
        IntStream bands = IntStream.range(0, Math.ceilDiv(part.out(), together));
        (weights.isReadInAnyOrder() ? bands.parallel() : bands).forEach(band -> {
            int first = band * together;
            int count = Math.min(together, part.out() - first);
            float[] numbers = new float[count * in];
            weights.read(part.tensor(), (long) first * in, numbers, 0, numbers.length);
            for (int row = 0; row < count; row++) {
                means[part.from() + first + row] = SquareSum.of(numbers, row * in, in) / in;
            }
        });
    }

    /// In blocks of rows and these in order, so that sums do not depend on chance.
    private void addRows(String tensor, double[] means) {
        IntStream blocks = IntStream.range(0, Math.ceilDiv(entry.strips(), BLOCK));
        (weights.isReadInAnyOrder() ? blocks.parallel() : blocks)
                .mapToObj(block -> meansOfRows(tensor, block * BLOCK, means.length))
                .toList()
                .forEach(sums -> {
                    for (int i = 0; i < means.length; i++) {
                        means[i] += sums[i];
                    }
                });
    }

    private double[] meansOfRows(String tensor, int first, int places) {
        double[] means = new double[places];
        float[] row = new float[entry.length()];
        for (int strip = first; strip < Math.min(first + BLOCK, entry.strips()); strip++) {
            weights.read(tensor, (long) strip * row.length, row, 0, row.length);
            addRow(row, 0, means);
        }
        return means;
    }

    private void add(Factors product, double[] means) {
        float[] v = product.v();
        for (int at = 0; at < v.length; at += entry.length()) {
            addRow(v, at, means);
        }
    }

    private void addRow(float[] numbers, int at, double[] means) {
        for (int i = 0; i < entry.length(); i++) {
            double number = numbers[at + i];
            means[i] += number * number / entry.strips();
        }
    }
}
