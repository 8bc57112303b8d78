package dev.rsparse.benchmarks.peers;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How weights are stored, as rsparsec names it; another engine takes its own format of as many bits.
enum WeightFormat {
    F32(BlockFormat.F32),
    F16(BlockFormat.F16),
    BF16(BlockFormat.BF16),
    Q8(BlockFormat.Q8_0),
    Q4(BlockFormat.Q4_0);

    private final BlockFormat nearest;

    WeightFormat(BlockFormat nearest) {
        this.nearest = nearest;
    }

    /// The format of that name, in lower case.
    ///
    /// @throws IllegalArgumentException where there is none
    static WeightFormat named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no format \"" + name + "\"; there are "
                        + Arrays.stream(values()).map(WeightFormat::text).collect(Collectors.joining(", "))));
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// ggml's format of as many bits.
    BlockFormat nearest() {
        return nearest;
    }
}
