package dev.rsparse.maven.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncrementalBuildTest {

    /// A compiler whose sources say `import NAME` or name the class they give; what it was asked for is remembered.
    private static final class Toy implements IncrementalBuild.Compiler {

        private final List<List<String>> asked = new ArrayList<>();

        @Override
        public IncrementalBuild.Compiled compile(List<Path> changed, List<Path> unchanged, Path folder)
                throws IOException, MojoFailureException {
            asked.add(
                    changed.stream().map(path -> path.getFileName().toString()).toList());
            List<Path> all = new ArrayList<>(changed);
            all.addAll(unchanged);
            Set<Path> libraries = new HashSet<>();
            for (Path source : all) {
                imported(source).stream().filter(all::contains).forEach(libraries::add);
            }
            Map<Path, IncrementalBuild.Built> built = new LinkedHashMap<>();
            for (Path source : changed) {
                if (!libraries.contains(source)) {
                    built.put(source, build(source, folder));
                }
            }
            return new IncrementalBuild.Compiled(libraries, built);
        }

        private static List<Path> imported(Path source) throws IOException {
            return Files.readAllLines(source).stream()
                    .filter(line -> line.startsWith("import "))
                    .map(line -> source.resolveSibling(line.substring("import ".length())))
                    .toList();
        }

        private static IncrementalBuild.Built build(Path source, Path folder) throws IOException, MojoFailureException {
            List<Path> inputs = new ArrayList<>(List.of(source));
            inputs.addAll(imported(source));
            String name = Files.readAllLines(source).stream()
                    .filter(line -> line.startsWith("class "))
                    .findFirst()
                    .orElseThrow(() -> new MojoFailureException("broken"))
                    .substring("class ".length());
            StringBuilder text = new StringBuilder();
            for (Path input : inputs) {
                text.append(Files.readString(input));
            }
            Path type = folder.resolve("p/" + name + ".java");
            Files.createDirectories(type.getParent());
            Files.writeString(type, text);
            Path weights = Files.writeString(folder.resolve("p/" + name + ".weights"), "weights");
            return new IncrementalBuild.Built(inputs, List.of(type, weights));
        }
    }

    private static final FileTime OLD = FileTime.fromMillis(1_700_000_000_000L);

    @TempDir
    Path folder;

    private final Toy compiler = new Toy();
    private final SortedSet<Path> sources = new TreeSet<>();
    private Places places;
    private String key = "key";

    @BeforeEach
    void writeSources() throws IOException {
        places = new Places(
                folder.resolve("java"), folder.resolve("class"), folder.resolve("res"), folder.resolve("compiled"));
        source("a.rsp", "class A\nimport lib.rsp\n");
        source("b.rsp", "class B\n");
        source("lib.rsp", "class Lib\n");
    }

    private Path source(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setLastModifiedTime(file, OLD);
        sources.add(file);
        return file;
    }

    private IncrementalBuild.Outcome run() throws IOException, MojoExecutionException, MojoFailureException {
        return new IncrementalBuild(folder.resolve("state/x.state"), key, places).run(sources, compiler);
    }

    @Test
    void putsFilesInPlaceByTheirEndings() throws Exception {
        assertThat(run()).isEqualTo(new IncrementalBuild.Outcome(3, 3, 4));
        assertThat(folder.resolve("java/p/A.java")).exists();
        assertThat(folder.resolve("res/p/A.weights")).exists();
        assertThat(folder.resolve("java/p/Lib.java")).doesNotExist();
        assertThat(folder.resolve("state")).isDirectoryNotContaining("glob:**.staged");
    }

    @Test
    void asksForNothingWhenNothingChanged() throws Exception {
        run();
        assertThat(run()).isEqualTo(new IncrementalBuild.Outcome(0, 3, 0));
        assertThat(compiler.asked).hasSize(1);
    }

    @Test
    void compilesWhatChangedAndLooksAtLibrariesAgain() throws Exception {
        run();
        source("b.rsp", "class B\n// new\n");
        assertThat(run().changedFiles()).isEqualTo(1);
        assertThat(compiler.asked.get(1)).containsExactly("b.rsp", "lib.rsp");
    }

    @Test
    void compilesWhatImportsAChangedFile() throws Exception {
        run();
        source("lib.rsp", "class Lib\n// new\n");
        run();
        assertThat(compiler.asked.get(1)).containsExactly("a.rsp", "lib.rsp");
    }

    @Test
    void compilesAllForAnotherKey() throws Exception {
        run();
        key = "another plugin";
        assertThat(run()).isEqualTo(new IncrementalBuild.Outcome(3, 3, 0));
    }

    @Test
    void leavesFilesWithTheSameBytesAsTheyAre() throws Exception {
        run();
        Path type = folder.resolve("java/p/B.java");
        Files.setLastModifiedTime(type, OLD);
        key = "another";
        run();
        assertThat(Files.getLastModifiedTime(type)).isEqualTo(OLD);
    }

    @Test
    void writesAgainWhatSomebodyDeletedOrChanged() throws Exception {
        run();
        Files.delete(folder.resolve("res/p/B.weights"));
        assertThat(run().changedFiles()).isEqualTo(1);
        Files.writeString(folder.resolve("java/p/B.java"), "mine");
        assertThat(run().changedFiles()).isEqualTo(1);
    }

    @Test
    void deletesWhatARemovedSourceGaveWithItsCopies() throws Exception {
        run();
        Path copy = folder.resolve("compiled/p/B.weights");
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, "weights");
        sources.remove(folder.resolve("b.rsp"));
        run();
        assertThat(folder.resolve("java/p/B.java")).doesNotExist();
        assertThat(folder.resolve("res/p/B.weights")).doesNotExist();
        assertThat(folder.resolve("compiled/p")).doesNotExist();
        assertThat(folder.resolve("java/p/A.java")).exists();
    }

    @Test
    void aSourceThatAnotherBeginsToImportGivesNothingAnyMore() throws Exception {
        run();
        source("a.rsp", "class A\nimport lib.rsp\nimport b.rsp\n");
        run();
        assertThat(folder.resolve("java/p/B.java")).doesNotExist();
    }

    @Test
    void aLibraryThatNothingImportsAnyMoreIsCompiled() throws Exception {
        run();
        sources.remove(folder.resolve("a.rsp"));
        run();
        assertThat(folder.resolve("java/p/Lib.java")).exists();
        assertThat(folder.resolve("java/p/A.java")).doesNotExist();
    }

    @Test
    void aFailedBuildLeavesEverythingAsItWas() throws Exception {
        run();
        source("a.rsp", "class A2\n");
        source("b.rsp", "broken\n");
        assertThatThrownBy(this::run).isInstanceOf(MojoFailureException.class).hasMessage("broken");
        assertThat(folder.resolve("java/p/A.java")).exists();
        assertThat(folder.resolve("java/p/A2.java")).doesNotExist();
        assertThat(folder.resolve("state/x.state.staged")).doesNotExist();
    }

    @Test
    void refusesTwoSourcesThatGiveOneFile() throws Exception {
        run();
        source("c.rsp", "class B\n");
        assertThatThrownBy(this::run)
                .isInstanceOf(MojoFailureException.class)
                .hasMessage(folder.resolve("b.rsp") + " and " + folder.resolve("c.rsp") + " both give "
                        + Path.of("p", "B.java") + ": name another class or package in the target of one of them");
    }
}
