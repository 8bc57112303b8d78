package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetOptionTest {

    @TempDir
    Path folder;

    private Path model;

    /// The file's own target makes `com.example.tiny.Tiny`.
    @BeforeEach
    void writeThreeTargets() throws IOException {
        model = TinyModel.writeDefault(folder);
        Files.writeString(model, Files.readString(model) + """
                target jvm { package "com.small"; class Small; policy dense; weights q8; threads 2; }
                target jvm { package "com.other"; class Tiny; policy dense; }
                """);
    }

    private String written(String target) throws IOException {
        Path output = folder.resolve("Model.java");
        CommandRun.ok(model, "-o", output, "--target", target);
        return Files.readString(output);
    }

    private void refuses(String target, String help) {
        CommandRun run = CommandRun.of("inspect", model, "--target", target);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errIn(folder)).startsWith("DIR/tiny.rsp: error E0101: ").endsWith(" help: " + help + "\n");
        assertThat(run.err().lines().filter(line -> line.contains("error"))).hasSize(1);
    }

    @Test
    void goesByTheTargetThatIsNamed() throws IOException {
        assertThat(written("Small")).contains("package com.small;");
        assertThat(CommandRun.ok("inspect", model, "--target", "Small").out())
                .contains("policy dense: 0 of 15 linears thinned", "weights in q8");
        assertThat(CommandRun.ok("inspect", model).out()).contains("policy half: 14 of 15");
    }

    @Test
    void tellsTargetsOfOneClassApartByTheirPackages() throws IOException {
        assertThat(written("com.other.Tiny")).contains("package com.other;");
        refuses("Tiny", "name one with its package: com.example.tiny.Tiny, com.other.Tiny");
    }

    @Test
    void suggestsTheTargetThatWasMeant() {
        refuses("Smal", "did you mean 'Small'?");
        refuses("com.othr.Tiny", "did you mean 'com.other.Tiny'?");
        refuses("Quill", "targets: Tiny, Small, Tiny");
    }

    @Test
    void saysThatThereAreNone() throws IOException {
        Files.writeString(model, Files.readString(model).replaceAll("target [^}]*}", ""));
        refuses("Tiny", "the file has no targets");
    }

    @Test
    void picksTheModelOfTheTargetAmongSeveral() throws IOException {
        String text = Files.readString(model);
        String other =
                text.substring(text.indexOf("model "), text.indexOf("policy ")).replaceFirst("Tiny", "Other");
        Files.writeString(
                model,
                text.replace("class Small; policy dense;", "class Small; model Other;")
                                .replace("class Tiny; policy dense;", "class Tiny; model Tiny;")
                        + other);
        assertThat(CommandRun.ok("inspect", model, "--target", "Small").out()).startsWith("model     Other of ");
        assertThat(CommandRun.of("inspect", model + ":Tiny", "--target", "Small")
                        .err())
                .contains("unknown target 'Small'", "targets: Tiny, Tiny");
        assertThat(CommandRun.of("inspect", model).err()).contains("the file has 2 models");
    }
}
