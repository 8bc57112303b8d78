package dev.rsparse.compiler.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import jdk.incubator.vector.FloatVector;

/// What figures were measured on.
///
/// @param cpu the processor's own name, or the architecture where the system does not tell
/// @param cores cores this process may use
/// @param cacheBytes size of the last-level cache; 0 where the system does not tell
/// @param jvm name and version
/// @param vectorBits width of the preferred vectors
public record Machine(String cpu, int cores, long cacheBytes, String jvm, int vectorBits) {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

    /// The machine this runs on.
    public static Machine detect() {
        return new Machine(
                cpuName(),
                Runtime.getRuntime().availableProcessors(),
                largestCache(),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                FloatVector.SPECIES_PREFERRED.vectorBitSize());
    }

    /// In one line.
    public String text() {
        String cache = cacheBytes == 0
                ? "last-level cache unknown"
                : String.format(Locale.ROOT, "last-level cache %d MiB", cacheBytes >> 20);
        return String.format(
                Locale.ROOT, "%s, %d cores, %s; %s, vectors of %d bits", cpu, cores, cache, jvm, vectorBits);
    }

    private static String cpuName() {
        try {
            for (String line : Files.readAllLines(CPU_INFO)) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException _) {
            // Only Linux has this file.
        }
        return System.getProperty("os.arch");
    }

    private static long largestCache() {
        long largest = 0;
        try (DirectoryStream<Path> caches = Files.newDirectoryStream(CACHES, "index*")) {
            for (Path cache : caches) {
                largest = Math.max(
                        largest, bytes(Files.readString(cache.resolve("size")).strip()));
            }
        } catch (IOException _) {
            return 0;
        }
        return largest;
    }

    /// Linux writes sizes as `480K` or `32M`.
    private static long bytes(String size) {
        long number = Long.parseLong(size.replaceAll("[^0-9]", ""));
        return size.endsWith("K") ? number << 10 : size.endsWith("M") ? number << 20 : number;
    }
}
