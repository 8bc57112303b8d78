package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.cli.CommandRun;
import dev.rsparse.compiler.cli.Npy;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example that is no language model: points and the arm of a spiral that each lies on.
class SpiralsTest {

    private static final Path FOLDER = Path.of("..", "examples", "spirals");
    private static final Path SOURCE = FOLDER.resolve("spirals.rsp");
    private static final int HIDDEN = 37;

    @TempDir
    Path folder;

    /// The example's formula, written out.
    private static float[] reference(WeightSource weights, float[] point) {
        float[] first = affine(weights, "hidden.0", point, HIDDEN);
        for (int i = 0; i < HIDDEN; i++) {
            first[i] = Math.max(first[i], 0);
        }
        float[] second = affine(weights, "hidden.1", first, HIDDEN);
        for (int i = 0; i < HIDDEN; i++) {
            second[i] = (float) Math.tanh(second[i]);
        }
        return ScalarOps.softmax(affine(weights, "classes", second, 3));
    }

    private static float[] affine(WeightSource weights, String name, float[] x, int out) {
        float[] w = new float[out * x.length];
        weights.read(name + ".weight", 0, w, 0, w.length);
        float[] bias = new float[out];
        weights.read(name + ".bias", 0, bias, 0, out);
        return ScalarOps.add(ScalarOps.linear(w, x, out), bias);
    }

    @Test
    void probabilitiesAreThoseOfItsFormula() {
        float[] points = Npy.read(FOLDER.resolve("points.npy")).floats();
        try (Quill spirals = Quill.compile(ModelProject.open(SOURCE), "dense", StripLayout.F32, Optional.empty())) {
            assertThat(spirals.project().warnings()).isEmpty();
            WeightSource weights = spirals.project().weights();
            float[] found = spirals.model().newInference().run(points);
            for (int row = 0; row < points.length / 2; row++) {
                float[] point = Arrays.copyOfRange(points, 2 * row, 2 * row + 2);
                float[] expected = reference(weights, point);
                float[] alone = spirals.model().newInference().run(point);
                for (int i = 0; i < 3; i++) {
                    // Logits of up to some ten, each a sum of 37 products of sums of as many.
                    assertThat(found[3 * row + i]).isCloseTo(expected[i], within(1e-5f));
                    assertThat(alone[i]).isCloseTo(expected[i], within(1e-5f));
                }
            }
        }
    }

    @Test
    void theCommandGivesNearlyEveryPointItsArm() {
        Path results = folder.resolve("y.npy");
        JsonNode object = CommandRun.ok(
                        "run", SOURCE, "--input", FOLDER.resolve("points.npy"), "--logits", results, "--json")
                .json();
        int[] arms = Npy.read(FOLDER.resolve("classes.npy")).ints();
        assertThat(object.get("rows").asInt()).isEqualTo(arms.length);
        int right = 0;
        for (int row = 0; row < arms.length; row++) {
            right += object.get("classes").get(row).asInt() == arms[row] ? 1 : 0;
        }
        assertThat(right).isGreaterThan(95 * arms.length / 100);
        assertThat(Npy.read(results).shape()).containsExactly(arms.length, 3);
    }
}
