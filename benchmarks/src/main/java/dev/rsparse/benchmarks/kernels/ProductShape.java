package dev.rsparse.benchmarks.kernels;

import dev.rsparse.runtime.StripLayout;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Linears of one shape that read the same input and so run as one product.
///
/// @param linears how many; 2 for gate and up
/// @param out extent of the outputs of each, a multiple of [StripLayout#ALIGNMENT]: then no byte of a strip is padding
/// @param in extent of the input, a multiple of the same
public record ProductShape(int linears, int out, int in) {

    private static final Pattern TEXT = Pattern.compile("(?:(\\d{1,2})\\*)?(\\d{1,7})x(\\d{1,7})");

    public ProductShape {
        if (linears < 1 || !isWhole(out) || !isWhole(in)) {
            throw new IllegalArgumentException(
                    "a shape is made of multiples of " + StripLayout.ALIGNMENT + ", not " + text(linears, out, in));
        }
    }

    private static boolean isWhole(int extent) {
        return extent >= 1 && extent % StripLayout.ALIGNMENT == 0;
    }

    /// Reads `OUTxIN`, or `N*OUTxIN` for several linears.
    ///
    /// @throws IllegalArgumentException where the text is none
    public static ProductShape parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "a shape is OUTxIN, or N*OUTxIN for N linears of one input, not \"" + text + "\"");
        }
        int linears = matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1));
        return new ProductShape(linears, Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)));
    }

    /// Whether several linears share the input.
    public boolean joined() {
        return linears > 1;
    }

    /// What [#parse] reads.
    public String text() {
        return text(linears, out, in);
    }

    private static String text(int linears, int out, int in) {
        return (linears == 1 ? "" : linears + "*") + out + "x" + in;
    }
}
