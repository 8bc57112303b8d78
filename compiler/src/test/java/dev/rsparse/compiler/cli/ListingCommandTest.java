package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingCommandTest {

    @TempDir
    static Path folder;

    private static Path model;

    @BeforeAll
    static void writeModel() {
        model = TinyModel.writeDefault(folder);
    }

    @Test
    void printsTheListingAndWritesNoClass() throws IOException {
        String listing =
                CommandRun.ok(model, "--emit", "listing", "--policy", "dense").out();
        assertThat(listing)
                .startsWith("; Tiny under policy dense")
                .contains("runDecode(s: workspace, ids: i32[], position: i32, member: i32)\n  decodeHead(");
        try (var files = Files.list(folder)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".class"));
        }
    }

    @Test
    void writesTheSameToAFile() throws IOException {
        Path file = folder.resolve("Tiny.listing");
        CommandRun.ok(model, "--emit", "listing", "--policy", "dense", "-o", file);
        assertThat(file)
                .hasContent(CommandRun.ok(model, "--emit", "listing", "--policy", "dense")
                        .out());
    }

    @Test
    void aFolderInItsPlaceIsToldAndLeftAlone() throws IOException {
        Path taken = Files.createDirectories(folder.resolve("taken"));
        CommandRun run = CommandRun.of(model, "--emit", "listing", "--policy", "dense", "-o", taken);
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("taken");
        assertThat(taken).isDirectory();
    }

    @Test
    void refusesOtherWords() {
        CommandRun run = CommandRun.of(model, "--emit", "assembly");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--emit").contains("listing");
    }

    @Test
    void bothBackEndsWriteTheSameIds() {
        Object[] run = {
            "run", model, "--policy", "dense", "--prompt-ids", "0,70,71", "--tokens", 12, "--temperature", 1, "--json"
        };
        assertThat(CommandRun.ok(run, "--emit", "source").json().get("ids"))
                .isEqualTo(CommandRun.ok(run, "--emit", "bytecode").json().get("ids"));
    }
}
