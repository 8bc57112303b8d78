package dev.rsparse.golden;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Models and texts too large for this repository, in the folder that the system property `rsparsec.shared` names.
final class SharedFolder {

    /// Tokens per window in every figure of the oracle.
    static final int WINDOW = 512;

    private SharedFolder() {}

    /// The path of `name`; the test that asks is skipped, by that name, where it is absent.
    static Path require(String name) {
        Path path = Path.of(System.getProperty("rsparsec.shared", "../../shared"), name);
        assumeTrue(Files.exists(path), path + " is absent");
        return path;
    }

    /// The first `count` windows of a file of little-endian 16-bit ids.
    static List<int[]> windows(String name, int count) throws IOException {
        ShortBuffer ids = ByteBuffer.wrap(Files.readAllBytes(require(name)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        List<int[]> windows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] window = new int[WINDOW];
            for (int j = 0; j < WINDOW; j++) {
                window[j] = Short.toUnsignedInt(ids.get(i * WINDOW + j));
            }
            windows.add(window);
        }
        return windows;
    }
}
