package dev.rsparse.compiler.report;

import java.util.Locale;

/// How figures are written.
final class Numbers {

    private static final String SHA = "sha256:";
    private static final int SHORT_DIGEST = 12;
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private Numbers() {}

    /// A share as percent with one decimal, without the sign: `48.3`.
    static String percent(double share) {
        return decimals(100 * share, 1);
    }

    /// A share as percent in as few decimals as say it, two at the most: `50`, `33.33`.
    static String shortPercent(double share) {
        return trimmed(decimals(100 * share, 2));
    }

    static String decimals(double value, int count) {
        return String.format(Locale.ROOT, "%." + count + "f", value);
    }

    /// With its sign: `+0.31616`.
    static String difference(double value) {
        return String.format(Locale.ROOT, "%+.5f", value);
    }

    /// A threshold to four digits.
    static String threshold(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.4g", value);
    }

    /// As in the source: `0.95`, `1`.
    static String plain(double value) {
        return trimmed(decimals(value, 4));
    }

    /// A place in a drawing, to a tenth of its unit.
    static String place(double value) {
        String text = trimmed(decimals(value, 1));
        return text.equals("-0") ? "0" : text;
    }

    /// `10⁻²` for -2.
    static String powerOfTen(int exponent) {
        StringBuilder text = new StringBuilder(exponent < 0 ? "10⁻" : "10");
        Integer.toString(Math.abs(exponent)).chars().forEach(digit -> text.append(SUPERSCRIPTS.charAt(digit - '0')));
        return text.toString();
    }

    /// Enough of a digest to tell one from another.
    static String digest(String full) {
        String hex = full.startsWith(SHA) ? full.substring(SHA.length()) : full;
        return hex.substring(0, Math.min(SHORT_DIGEST, hex.length()));
    }

    private static String trimmed(String decimal) {
        return decimal.contains(".") ? decimal.replaceAll("\\.?0+$", "") : decimal;
    }
}
