package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.project.TinyModel;
import dev.rsparse.runtime.io.StoredEntry;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `-o model.jar`, and the program in the jar.
class JarOutputTest {

    @TempDir
    static Path folder;

    private static Path model;
    private static Path jar;

    @BeforeAll
    static void compile() {
        model = TinyModel.writeDefault(folder);
        Path tokens = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 320, 1);
        CommandRun.ok("calibrate", model, "--tokens", tokens, "--window", 32);
        jar = folder.resolve("tiny model.jar");
        CommandRun.ok(model, "-o", jar);
    }

    private static JsonNode run(Object... words) {
        return CommandRun.ok("run", model, words).json();
    }

    /// Standard output of a Java process.
    private static String process(Path folder, String... words) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(Stream.concat(
                                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString()),
                                Stream.of(words))
                        .toList())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    @Test
    void aCopyGivesTheIdsOfARunAsAProcessOfItsOwn() throws IOException, InterruptedException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path copy = Files.copy(jar, other.resolve("copy.jar"));
        JsonNode object = JarProgram.json(process(
                other,
                "--add-modules",
                "jdk.incubator.vector",
                "-jar",
                copy.toString(),
                "--prompt",
                "abc",
                "--tokens",
                "12",
                "--seed",
                "7",
                "--json"));
        JsonNode expected = run("--prompt", "abc", "--tokens", 12, "--seed", 7, "--json");
        assertThat(object.get("ids")).isEqualTo(expected.get("ids"));
        assertThat(object.get("text")).isEqualTo(expected.get("text"));
        assertThat(object.fieldNames()).toIterable().containsExactlyElementsOf(expected::fieldNames);
    }

    @ParameterizedTest
    @CsvSource({
        "--prompt-ids, '0,70,71', --temperature, 0",
        "--prompt, xyz, --top-k, 5",
        "--prompt, xyz, --top-p, 0.5",
        "--prompt, xyz, --threads, 2"
    })
    void optionsMeanWhatTheyMeanInARun(String kind, String prompt, String option, String value) {
        Object[] words = {kind, prompt, option, value, "--tokens", 9, "--json"};
        JsonNode object = JarProgram.ok(jar, words).json();
        JsonNode expected = run(words);
        for (String key : List.of("policy", "promptIds", "ids", "text", "keptBytes", "nominalKeptBytes")) {
            assertThat(object.get(key)).as(key).isEqualTo(expected.get(key));
        }
    }

    @Test
    void printsPromptTextAndSummaryAsARunDoes() {
        Object[] words = {"--prompt", "abc", "--tokens", 4};
        String expected = CommandRun.ok("run", model, words).out();
        String timings = "[0-9]+ tokens/s( \\([0-9]+ over)?";
        assertThat(JarProgram.ok(jar, words).out().replaceAll(timings, "T"))
                .isEqualTo(expected.replaceAll(timings, "T"));
    }

    @Test
    void helpNamesTheOptions() {
        assertThat(JarProgram.ok(jar, "--help").out())
                .contains("--prompt ", "--prompt-ids", "--tokens", "--temperature", "--top-k", "--top-p", "--seed")
                .contains("--threads", "--json", "--input");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --prompt-ids 0,260        | token id 260 is outside the vocabulary of 260 | give ids 0..259
                    --prompt a --tokens -1    | a prompt of 2 tokens and -1 to write do not fit | the model holds 1..64 tokens
                    --input rows.npy          | Tiny reads tokens, not rows of numbers | give it a text with --prompt, or ids with --prompt-ids
                    """)
    void inputThatDoesNotFitEndsWithStatusOne(String line, String problem, String help) {
        assertThat(JarProgram.failure(folder, jar, (Object[]) line.split(" ")))
                .isEqualTo("DIR/tiny model.jar: error: " + problem + "\n help: " + help + "\n=> 1\n");
    }

    @Test
    void withoutTheVectorModuleOneLineSaysWhatToType() {
        JarProgram program = JarProgram.withoutVectors(jar, "--prompt", "a");
        assertThat(program.status()).isEqualTo(2);
        assertThat(program.err().lines()).hasSize(1);
        assertThat(program.err())
                .startsWith("the module jdk.incubator.vector is missing; type: java --add-modules"
                        + " jdk.incubator.vector -jar ");
    }

    @Test
    void aWrongCommandLineEndsWithStatusTwoAndTheUsage() {
        assertThat(JarProgram.failure(folder, jar, "--prompt", "a", "--tokens", "x"))
                .startsWith("--tokens takes a whole number, not 'x'\nUsage: java ")
                .endsWith("=> 2\n");
    }

    @Test
    void aFailureIsAlsoOneJsonObjectWithJson() {
        JarProgram program = JarProgram.of(jar, "--prompt-ids", "-1", "--json");
        assertThat(program.status()).isEqualTo(1);
        JsonNode diagnostic = program.json().get("diagnostics").get(0);
        assertThat(diagnostic.get("message").asText()).isEqualTo("token id -1 is outside the vocabulary of 260");
        assertThat(program.json().get("errors").asInt()).isEqualTo(1);
    }

    @Test
    void aJarWithCompressedWeightsIsRefused() throws IOException {
        Path packed = folder.resolve("packed.jar");
        try (JarFile from = new JarFile(jar.toFile());
                var to = new ZipOutputStream(Files.newOutputStream(packed))) {
            for (ZipEntry entry : (Iterable<ZipEntry>) from.stream().map(ZipEntry.class::cast)::iterator) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                to.write(from.getInputStream(entry).readAllBytes());
            }
        }
        assertThat(JarProgram.failure(folder, packed, "--prompt", "a")).isEqualTo("""
                DIR/packed.jar: error: compresses model.weights, which is mapped and must be stored
                 help: compile the model again, or copy the jar again
                => 1
                """);
    }

    @Test
    void theSameInputGivesTheSameBytes() {
        Path again = folder.resolve("again.jar");
        CommandRun.ok(model, "-o", again);
        assertThat(again).hasSameBinaryContentAs(jar);
    }

    @Test
    void weightsStartAtAPageAsTheyAre() throws IOException {
        Path output = Files.createDirectories(folder.resolve("plain"));
        CommandRun.ok(model, "-o", output.resolve("Model.java"));
        StoredEntry weights = StoredEntry.find(jar, "model.weights");
        assertThat(weights.offset() % 4096).isZero();
        assertThat(weights.size()).isEqualTo(Files.size(output.resolve("Model.weights")));
        try (JarFile read = new JarFile(jar.toFile())) {
            assertThat(read.getInputStream(read.getEntry("model.weights")))
                    .hasSameContentAs(Files.newInputStream(output.resolve("Model.weights")));
        }
    }

    @Test
    void theManifestNamesProgramAndModel() throws IOException {
        try (JarFile read = new JarFile(jar.toFile())) {
            assertThat(read.stream().findFirst().orElseThrow().getName()).isEqualTo(JarFile.MANIFEST_NAME);
            Attributes facts = read.getManifest().getMainAttributes();
            assertThat(facts.getValue("Main-Class")).isEqualTo("dev.rsparse.runtime.app.Main");
            assertThat(facts.getValue("Implementation-Title")).isEqualTo("Tiny");
            assertThat(facts.getValue("Implementation-Version")).isEqualTo(Main.VERSION);
            assertThat(facts.getValue("Rsparsec-Model")).isEqualTo("com.example.tiny.Tiny");
        }
    }

    @Test
    void theJarIsAModule() {
        ModuleDescriptor module =
                ModuleFinder.of(jar).find("com.example.tiny").orElseThrow().descriptor();
        assertThat(module.mainClass()).contains("dev.rsparse.runtime.app.Main");
        assertThat(module.requires().stream().map(ModuleDescriptor.Requires::name))
                .containsExactlyInAnyOrder("java.base", "jdk.incubator.vector");
        assertThat(module.packages()).contains("com.example.tiny", "dev.rsparse.runtime", "dev.rsparse.runtime.kernel");
        assertThat(module.exports().stream().map(ModuleDescriptor.Exports::source))
                .containsExactlyInAnyOrderElementsOf(module.packages());
    }

    @Test
    void saysWhatItWrote() {
        Path said = folder.resolve("said.jar");
        CommandRun run = CommandRun.ok(model, "-o", said, "--json");
        assertThat(run.errIn(folder)).isEqualTo("""
                rsparsec: wrote DIR/said.jar (policy half)
                """);
        assertThat(run.json().get("output").asText()).isEqualTo(said.toString());
    }

    @Test
    void withoutATokenizerTheProgramTakesIdsAlone() throws IOException {
        Path own = Files.createDirectory(folder.resolve("own"));
        Path source = TinyModel.writeDefault(own);
        Files.delete(own.resolve("tokenizer.json"));
        Path bare = own.resolve("bare.jar");
        CommandRun.ok(source, "-o", bare, "--policy", "dense");
        assertThat(JarProgram.failure(own, bare, "--prompt", "a")).isEqualTo("""
                DIR/bare.jar: error: has no tokenizer.json
                 help: give token ids with --prompt-ids
                => 1
                """);
        assertThat(JarProgram.ok(bare, "--prompt-ids", "0", "--tokens", 2, "--json")
                        .json()
                        .get("ids"))
                .hasSize(2);
    }
}
