package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildCommandTest {

    private static final String ADDER = """
            rsp 1;
            model Adder(x: f32[N,2]) -> (y: f32[N,2]) {
              dim N;
              graph { y = twice(x); }
            }
            """;
    private static final String IMPORTER = """
            rsp 1;
            import "adder.rsp";
            """;
    private static final String TWICE = """
            rsp 1;
            fn twice(x) { return x + x; }
            """;

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() {
        model = TinyModel.writeDefault(folder);
    }

    @Test
    void writesClassAndWeightsAndTokenizerIntoThePackageOfTheTarget() {
        JsonNode report = dense(model).json();
        assertThat(files(report, "files"))
                .containsExactly(
                        "out/com/example/tiny/Tiny.java",
                        "out/com/example/tiny/Tiny.weights",
                        "out/com/example/tiny/Tiny.tokenizer.json");
        assertThat(folder.resolve("out/com/example/tiny/Tiny.java")).content().contains("package com.example.tiny;");
    }

    @Test
    void namesWhatTheClassIsMadeFromWhetherItIsThereOrNot() {
        assertThat(files(dense(model).json(), "inputs"))
                .containsExactlyInAnyOrder(
                        "tiny.rsp",
                        "config.json",
                        "model.safetensors",
                        "model.safetensors.index.json",
                        "tiny.rsplock",
                        "tiny.rsptensors",
                        "tokenizer.json");
    }

    @Test
    void aFileWithFunctionsAloneIsThereToBeImported() throws IOException {
        Path twice = Files.writeString(folder.resolve("twice.rsp"), TWICE);
        JsonNode report = CommandRun.ok("build", "--into", folder.resolve("out"), model, twice, "--policy", "dense")
                .json();
        assertThat(report.get("libraries")).hasSize(1);
        assertThat(report.get("libraries").get(0).asText()).isEqualTo(twice.toString());
        assertThat(report.get("sources")).hasSize(1);
    }

    @Test
    void aModelThatAnotherSourceImportsIsALibraryAlsoWhenThatOneIsUnchanged() throws IOException {
        Path user = Files.writeString(folder.resolve("user.rsp"), IMPORTER);
        Path adder = Files.writeString(folder.resolve("adder.rsp"), ADDER);
        JsonNode report = CommandRun.ok("build", "--into", folder.resolve("out"), adder, "--unchanged", user)
                .json();
        assertThat(report.get("libraries")).hasSize(2);
        assertThat(report.get("sources")).isEmpty();
    }

    @Test
    void aClassWhoseTargetNamesNoPackageIsInTheFolderOfItsSource() throws IOException {
        Path nested = Files.createDirectories(folder.resolve("com/acme"));
        Path tiny = TinyModel.writeDefault(nested);
        Files.writeString(tiny, Files.readString(tiny).replaceFirst("target jvm .*", ""));
        Path out = folder.resolve("out");
        CommandRun.ok("build", "--into", out, "--root", folder, tiny);
        CommandRun.ok("build", "--into", out, "--root", folder, "--package", "org.other", tiny);
        assertThat(out.resolve("com/acme/Tiny.java")).content().contains("package com.acme;");
        assertThat(out.resolve("org/other/Tiny.java")).content().contains("package org.other;");
    }

    @Test
    void writesClassFilesWithTheirNestedClasses() {
        CommandRun.ok("build", "--into", folder.resolve("out"), "--emit", "bytecode", "--policy", "dense", model);
        assertThat(folder.resolve("out/com/example/tiny/Tiny.class")).exists();
    }

    @Test
    void saysWhatIsWrongWithEverySource() throws IOException {
        Path first = Files.writeString(folder.resolve("a.rsp"), ADDER);
        Path second = Files.writeString(folder.resolve("b.rsp"), ADDER.replace("twice(x)", "x + z"));
        CommandRun run = CommandRun.of("build", "--into", folder.resolve("out"), first, model, second);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.json().get("errors").asInt()).isEqualTo(3);
        assertThat(run.errIn(folder))
                .contains("DIR/a.rsp:4:15: error E0101")
                .contains("error E0501")
                .contains("DIR/b.rsp:4:19: error E0101");
    }

    @Test
    void checkRefusesALockOfOtherWeights() throws IOException {
        Path tokens = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 320, 1);
        CommandRun.ok("calibrate", model, "--tokens", tokens, "--window", 32);
        CommandRun.ok("build", "--check", model);
        Path lock = folder.resolve("tiny.rsplock");
        Files.writeString(lock, Files.readString(lock).replaceFirst("(safetensors\": *\"sha256:)....", "$1ffff"));
        CommandRun run = CommandRun.of("build", "--check", model);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("error E0503");
    }

    @Test
    void anOnnxModelIsAClassCalledLikeItsFile() throws IOException {
        Path nested = Files.createDirectories(folder.resolve("com/acme"));
        Path layer = Files.move(SmallLayer.write(folder), nested.resolve("small-layer.onnx"));
        JsonNode report = CommandRun.ok("build", "--into", folder.resolve("out"), "--root", folder, layer)
                .json();
        assertThat(files(report, "files"))
                .containsExactly("out/com/acme/SmallLayer.java", "out/com/acme/SmallLayer.weights");
        assertThat(files(report, "inputs")).containsExactly("com/acme/small-layer.onnx");
    }

    @Test
    void refusesToWriteNowhere() {
        CommandRun run = CommandRun.of("build", model);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("name the folder of the packages: --into DIR");
    }

    private CommandRun dense(Path source) {
        return CommandRun.ok("build", "--into", folder.resolve("out"), "--policy", "dense", source);
    }

    private List<String> files(JsonNode report, String key) {
        return StreamSupport.stream(report.get("sources").get(0).get(key).spliterator(), false)
                .map(file -> folder.relativize(Path.of(file.asText())).toString())
                .toList();
    }
}
