package dev.rsparse.golden;

import dev.rsparse.compiler.onnx.cases.CaseResult;
import dev.rsparse.compiler.onnx.cases.CaseResult.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// How the cases of a suite are known to end: the names in `passed.txt`, `name: reason` in `unsupported.txt`, and
/// `name: why it cannot pass` in `failed.txt`. Those of `chance.txt` draw numbers without a seed, fail nearly
/// always and are taken to fail.
///
/// @param lines of the lists by the name of the case
/// @param statuses by the name of the case
/// @param chances names of the cases that end as chance has it
record PinnedCases(Map<String, String> lines, Map<String, Status> statuses, Set<String> chances) {

    private static final Path LISTS = Path.of("src", "test", "resources", "conformance");

    /// The lists of a suite.
    static PinnedCases of(String suite) throws IOException {
        PinnedCases pinned = new PinnedCases(new LinkedHashMap<>(), new LinkedHashMap<>(), new HashSet<>());
        for (Status status : Status.values()) {
            pinned.read(LISTS.resolve(suite).resolve(file(status)), status);
        }
        Set<String> certain = Set.copyOf(pinned.lines.keySet());
        pinned.read(LISTS.resolve(suite).resolve("chance.txt"), Status.FAILED);
        pinned.chances.addAll(pinned.lines.keySet());
        pinned.chances.removeAll(certain);
        return pinned;
    }

    private void read(Path list, Status status) throws IOException {
        for (String line : Files.readAllLines(list)) {
            String name = line.replaceFirst(":.*", "");
            lines.put(name, line);
            statuses.put(name, status);
        }
    }

    private static String file(Status status) {
        return status.name().toLowerCase(Locale.ROOT) + ".txt";
    }

    /// Names of the cases that pass, in the order of the list.
    List<String> passed() {
        return statuses.keySet().stream()
                .filter(name -> statuses.get(name) == Status.PASSED)
                .toList();
    }

    /// The same result, or a failure where it is chance.
    CaseResult settled(CaseResult result) {
        return chances.contains(result.name())
                ? new CaseResult(result.name(), Status.FAILED, result.worst(), "drawn without a seed")
                : result;
    }

    /// What to change in which list, or in the code, one sentence for each case that did not end as pinned.
    List<String> differences(List<CaseResult> results) {
        List<String> differences = new ArrayList<>();
        Map<String, String> unseen = new LinkedHashMap<>(lines);
        for (CaseResult result : results) {
            String pinned = unseen.remove(result.name());
            boolean isSame = statuses.get(result.name()) == result.status()
                    && (result.status() != Status.UNSUPPORTED || line(result).equals(pinned));
            if (!isSame) {
                differences.add((pinned == null ? "pinned nowhere" : "pinned in " + file(statuses.get(result.name())))
                        + ", now belongs in " + file(result.status()) + " as \"" + line(result) + '"');
            }
        }
        unseen.forEach((name, _) -> differences.add("pinned in " + file(statuses.get(name)) + " but absent: " + name));
        return differences;
    }

    private static String line(CaseResult result) {
        return result.name() + (result.reason().isEmpty() ? "" : ": " + result.reason());
    }

    /// `1,309 of 1,432 official cases pass, 119 unsupported, 4 fail`.
    static String counts(List<CaseResult> results) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d official cases pass, %,d unsupported, %,d fail",
                count(results, Status.PASSED),
                results.size(),
                count(results, Status.UNSUPPORTED),
                count(results, Status.FAILED));
    }

    private static long count(List<CaseResult> results, Status status) {
        return results.stream().filter(result -> result.status() == status).count();
    }
}
