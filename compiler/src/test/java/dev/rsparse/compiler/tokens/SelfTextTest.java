package dev.rsparse.compiler.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.TinyModel;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfTextTest {

    private static final int LENGTH = 48;

    @TempDir
    Path folder;

    private int[][] sample(long seed, int... windows) {
        Path source = folder.resolve("tiny.rsp");
        try (ModelProject project = ModelProject.open(Files.exists(source) ? source : TinyModel.writeDefault(folder))) {
            Engine dense = Engine.compile(
                    project.model().graph(),
                    CheckedPolicy.DENSE,
                    Map.of(),
                    StripLayout.F32,
                    project.config(),
                    Set.of());
            try (CompiledModel model = dense.load(project.checkpoint(), FactorSource.none())) {
                IntFunction<int[]> text = SelfText.of(project, seed, 4, LENGTH).windows(model);
                return Arrays.stream(windows).mapToObj(text).toArray(int[][]::new);
            }
        }
    }

    @Test
    void windowsStartAtTheBeginToken() {
        assertThat(List.of(sample(0, 0, 1, 2)))
                .allMatch(window -> window[0] == 0)
                .allMatch(window -> window.length == LENGTH);
    }

    @Test
    void sameSeedGivesTheSameTextInAnyOrder() {
        int[][] forth = sample(3, 0, 1, 2);
        int[][] back = sample(3, 2, 1, 0);
        assertThat(forth).isDeepEqualTo(new int[][] {back[2], back[1], back[0]});
    }

    @Test
    void windowsAndSeedsDiffer() {
        int[][] windows = sample(0, 0, 1);
        assertThat(windows[0]).isNotEqualTo(windows[1]).isNotEqualTo(sample(1, 0)[0]);
    }

    @Test
    void nextTextBeginsBehindAnEndToken() {
        for (int[] window : sample(7, 0, 1, 2, 3)) {
            for (int i = 1; i < window.length; i++) {
                if (window[i - 1] == 1) {
                    assertThat(window[i]).isZero();
                }
            }
        }
    }

    @Test
    void startsAtAnyTokenWithoutABeginToken() throws IOException {
        TinyModel.writeDefault(folder);
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"bos_token_id\": 0, ", ""));
        int[][] windows = sample(0, 0, 1, 2, 3);
        assertThat(Arrays.stream(windows)
                        .mapToInt(window -> window[0])
                        .distinct()
                        .count())
                .isGreaterThan(1);
    }
}
