package dev.rsparse.golden;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Texts that end in values.
final class Goldens {

    static final String VALUES = "values";

    /// Sums are taken in another order where vectors have another width.
    private static final double TOLERANCE = 2e-4;

    private static final String MARK = "=== " + VALUES + "\n";
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+\\.[0-9]{4}");

    private Goldens() {}

    /// Four decimals; zero has no sign.
    static String decimal(float value) {
        String text = String.format(Locale.ROOT, "%.4f", value);
        return text.equals("-0.0000") ? "0.0000" : text;
    }

    /// `printed` with the values of `golden` where they are as good as equal, so that texts can be compared.
    static String settled(String printed, String golden) {
        int start = printed.indexOf(MARK);
        int goldenStart = golden.indexOf(MARK);
        if (start < 0 || goldenStart < 0 || !near(printed.substring(start), golden.substring(goldenStart))) {
            return printed;
        }
        return printed.substring(0, start) + golden.substring(goldenStart);
    }

    private static boolean near(String printed, String golden) {
        Matcher left = DECIMAL.matcher(printed);
        Matcher right = DECIMAL.matcher(golden);
        while (left.find()) {
            if (!right.find()
                    || Math.abs(Double.parseDouble(left.group()) - Double.parseDouble(right.group())) > TOLERANCE) {
                return false;
            }
        }
        return !right.find() && left.replaceAll("#").equals(right.replaceAll("#"));
    }
}
