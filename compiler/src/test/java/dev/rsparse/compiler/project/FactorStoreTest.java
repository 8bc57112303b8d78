package dev.rsparse.compiler.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactorStoreTest {

    @TempDir
    Path folder;

    private final List<String> messages = new ArrayList<>();
    private ModelProject project;
    private Path cache;

    @BeforeEach
    void open() {
        project = ModelProject.open(TinyModel.writeDefault(folder));
        cache = folder.resolve("tiny.rspfactors");
    }

    @AfterEach
    void close() {
        project.close();
    }

    private FactorStore store(String site, int rank) {
        return store("half", site, rank);
    }

    private FactorStore store(String policy, String site, int rank) {
        PolicyGraph runs =
                PolicyGraph.of(project, project.policy(Optional.of(policy)), PolicyTensors.NONE, messages::add);
        return FactorStore.of(
                project, runs, Map.of(site, Thinning.columns(0.5, 0.5, rank, 1, 0.1f, Phase.ALL)), messages::add);
    }

    @Test
    void writesNoCacheWhereNothingHasARank() {
        store("layer[0].q", 0);
        assertThat(cache).doesNotExist();
    }

    @Test
    void computesOnce() {
        store("layer[0].q", 3);
        store("layer[0].q", 3);
        assertThat(messages).hasSize(1);
    }

    @Test
    void takesALowerRankFromTheCache() {
        store("layer[0].q", 4);
        store("layer[0].q", 2);
        assertThat(messages).hasSize(1);
    }

    @Test
    void computesAHigherRankAgain() {
        store("layer[0].q", 2);
        store("layer[0].q", 4);
        assertThat(messages).hasSize(2);
    }

    @Test
    void keepsTheFactorsOfOtherLinears() {
        store("layer[0].q", 2);
        store("layer[1].down", 2);
        store("layer[0].q", 2);
        assertThat(messages).hasSize(2);
    }

    @Test
    void givesFactorsOfTheRankAskedFor() {
        assertThat(store("layer[0].q", 4).factors("layer[0].q", 3).rank()).isEqualTo(3);
    }

    @Test
    void cachedFactorsAreThoseThatWereComputed() {
        float[] computed = store("layer[0].q", 4).factors("layer[0].q", 4).u();
        assertThat(store("layer[0].q", 4).factors("layer[0].q", 4).u()).isEqualTo(computed);
    }

    @Test
    void aDamagedCacheIsNone() throws IOException {
        store("layer[0].q", 2);
        Files.write(cache, new byte[] {1, 2, 3});
        store("layer[0].q", 2);
        assertThat(messages).hasSize(2);
    }

    @Test
    void aCacheThatCannotBeWrittenIsToldAndDoneWithout() throws IOException {
        Files.createDirectory(cache);
        assertThat(store("layer[0].q", 2).factors("layer[0].q", 2).rank()).isEqualTo(2);
        assertThat(messages).last().asString().startsWith("what was computed could not be kept for the next time: ");
    }

    @Test
    void keepsTheFactorsOfARotatedLinearApart() throws IOException {
        project.close();
        Files.writeString(
                folder.resolve("tiny.rsp"), "policy turned { rotate residual; }\n", StandardOpenOption.APPEND);
        project = ModelProject.open(folder.resolve("tiny.rsp"));
        float[] plain = store("half", "layer[0].q", 2).factors("layer[0].q", 2).v();
        float[] turned =
                store("turned", "layer[0].q", 2).factors("layer[0].q", 2).v();
        assertThat(turned).isNotEqualTo(plain);
        assertThat(store("half", "layer[0].q", 2).factors("layer[0].q", 2).v()).isEqualTo(plain);
        assertThat(store("turned", "layer[0].q", 2).factors("layer[0].q", 2).v())
                .isEqualTo(turned);
        assertThat(messages).hasSize(2);
    }
}
