package dev.rsparse.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.DiagnosticRenderer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each `diagnostics/NAME.rsp` prints exactly `diagnostics/NAME.txt`. Lines `//! KEY VALUE` change the
/// checkpoint: `clear` removes all tensors, `tensor NAME EXTENT…` adds one, `set KEY VALUE` adds a setting,
/// `unset KEY` removes one. With `-Dgoldens.update=true` a text that differs is rewritten, and the test
/// still fails.
class DiagnosticGoldenTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "diagnostics");

    /// Reported by readers of files and by commands, whose tests pin them.
    private static final Set<Code> REPORTED_ELSEWHERE = Set.of(
            Code.CHECKPOINT,
            Code.MIXED_PHASES,
            Code.NOT_ROTATABLE,
            Code.LOCK_MISSING,
            Code.LOCK_CORRUPT,
            Code.LOCK_WEIGHTS,
            Code.LOCK_POLICY,
            Code.TOKENIZER,
            Code.TOKENS,
            Code.NOT_FINITE,
            Code.FILE_UNREADABLE,
            Code.FILE_UNWRITABLE,
            Code.TENSORS,
            Code.NOT_IN_PARTS,
            Code.METHOD_TOO_LONG,
            Code.SHARD_CORRUPT,
            Code.SHARD_OTHER,
            Code.SHARD_SET,
            Code.ONNX_FILE,
            Code.ONNX_GRAPH,
            Code.ONNX_DATA,
            Code.ONNX_TARGET,
            Code.ONNX_REWRITE,
            Code.ONNX_POLICY,
            Code.ONNX_RUNTIME,
            Code.ONNX_RUN,
            Code.ONNX_INPUT,
            Code.ONNX_CHECK,
            Code.ONNX_EXPORT,
            Code.ONNX_OPERATORS,
            Code.ONNX_LAYERS,
            Code.NO_INPUTS,
            Code.NOT_CALIBRATED,
            Code.ONNX_PHASE);

    @TestFactory
    Stream<DynamicTest> printsWhatTheGoldenSays() throws IOException {
        return sources().stream().map(source -> DynamicTest.dynamicTest(name(source), () -> compare(source)));
    }

    @Test
    void everyCodeHasAGolden() throws IOException {
        String goldens = sources().stream()
                .map(DiagnosticGoldenTest::golden)
                .map(DiagnosticGoldenTest::read)
                .collect(Collectors.joining());
        Set<Code> missing = new TreeSet<>(Arrays.asList(Code.values()));
        missing.removeAll(REPORTED_ELSEWHERE);
        missing.removeIf(code -> goldens.contains(" " + code + ": "));
        assertThat(missing).isEmpty();
    }

    @Test
    void everyOtherCodeIsPinnedByATest() throws IOException {
        Set<Code> missing = new TreeSet<>(REPORTED_ELSEWHERE);
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
            files.filter(file -> file.toString().endsWith("Test.java"))
                    .map(DiagnosticGoldenTest::read)
                    .forEach(test -> missing.removeIf(code -> test.contains(code.toString())));
        }
        assertThat(missing).isEmpty();
    }

    private static void compare(Path source) throws IOException {
        String text = read(source);
        CheckResult result = Checker.check("test.rsp", text, checkpoint(text));
        Map<String, String> sources = new TreeMap<>(result.imported());
        sources.put("test.rsp", text);
        String printed = new DiagnosticRenderer(sources, false).render(result.diagnostics());
        String expected = Files.exists(golden(source)) ? read(golden(source)) : "";
        if (!printed.equals(expected) && Boolean.getBoolean("goldens.update")) {
            Files.writeString(golden(source), printed);
        }
        assertThat(printed).isEqualTo(expected).isNotEmpty();
    }

    private static TestCheckpoint checkpoint(String text) {
        TestCheckpoint checkpoint = TestCheckpoint.quill();
        text.lines().filter(line -> line.startsWith("//! ")).forEach(line -> {
            String[] words = line.substring(4).split(" ");
            switch (words[0]) {
                case "tensor" ->
                    checkpoint.tensor(
                            words[1],
                            Arrays.stream(words)
                                    .skip(2)
                                    .mapToLong(Long::parseLong)
                                    .toArray());
                case "clear" -> checkpoint.tensors().clear();
                case "set" -> checkpoint.setting(words[1], words[2]);
                case "unset" -> checkpoint.settings().remove(words[1]);
                default -> throw new IllegalArgumentException(line);
            }
        });
        return checkpoint;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".rsp"))
                    .sorted()
                    .toList();
        }
    }

    private static Path golden(Path source) {
        return source.resolveSibling(name(source) + ".txt");
    }

    private static String name(Path source) {
        return source.getFileName().toString().replace(".rsp", "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
