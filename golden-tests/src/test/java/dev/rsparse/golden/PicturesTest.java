package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.cli.CommandRun;
import dev.rsparse.compiler.cli.Npy;
import dev.rsparse.compiler.emit.ReferenceModel;
import dev.rsparse.compiler.emit.TestWeights;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.runtime.Inference;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.io.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A small convolutional network with every operation on pictures, over random weights, against the scalar twins.
class PicturesTest {

    private static final String SOURCE = """
            rsp 1;
            model Pictures(x: f32[N,3,13,11]) -> (classes: f32[N,5]) {
              dim N;
              weights from safetensors("model*.safetensors") {
                first = "first" : [8,3,3,3];
                first_bias = "first_bias" : [8];
                {scale, shift, mean, variance} = "{_}" : [8];
                deep  = "deep" : [8,1,3,3];
                wide  = "wide" : [12,4,1,1];
                back  = "back" : [12,12,2,2];
                head  = "head" : [5,48];
                head_bias = "head_bias" : [5];
                gate  = "gate" : [48,12];
              }
              graph {
                h = relu(batch_norm(conv(x, first, first_bias, strides = 2, pads = 1), scale, shift, mean, variance, eps = 1e-5));
                h = h + conv(h, deep, pads = [1, 2], dilations = [1, 2], group = 8);
                h = conv(max_pool(h, kernel_shape = [1, 3], strides = 1, pads = [0, 1]), wide, group = 2);
                h = conv(average_pool(h, kernel_shape = 2, strides = 2, pads = 1, count_include_pad = 1), back) * 0.5;
                pooled = flatten(global_average_pool(h));
                rows = flatten(average_pool(h, kernel_shape = 2));
                classes = softmax(linear(rows * sigmoid(linear(pooled, gate)), head, head_bias));
              }
            }
            """;

    @TempDir
    Path folder;

    private Path source;

    @BeforeEach
    void write() throws IOException {
        source = Files.writeString(folder.resolve("pictures.rsp"), SOURCE);
        try (ModelProject project = ModelProject.openRandom(source, 1)) {
            TestWeights.write(folder, project.model().graph(), ElementType.F32, 5)
                    .close();
        }
    }

    private static float[] pictures(int count) {
        Random random = new Random(count);
        float[] x = new float[count * 3 * 13 * 11];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    @Test
    void probabilitiesAreThoseOfTheScalarTwins() {
        int width = 3 * 13 * 11;
        try (Quill model = Quill.compile(ModelProject.open(source), "dense", StripLayout.F32, Optional.empty())) {
            assertThat(model.project().warnings()).isEmpty();
            Graph graph = model.project().model().graph();
            ReferenceModel reference =
                    new ReferenceModel(graph, model.project().weights(), FactorSource.none(), StripLayout.F32);
            for (int threads = 1; threads <= 2; threads++) {
                model.model().setThreads(threads);
                Inference inference = model.model().newInference();
                for (int count : new int[] {1, 2, 7, 260}) {
                    float[] x = pictures(count);
                    float[] y = inference.run(x);
                    for (int i = 0; i < count; i++) {
                        float[] expected = reference.run(Arrays.copyOfRange(x, i * width, (i + 1) * width));
                        for (int j = 0; j < 5; j++) {
                            assertThat(y[5 * i + j]).isCloseTo(expected[j], within(1e-5f));
                        }
                    }
                }
            }
        }
    }

    @Test
    void theCommandReadsPicturesFromAFile() throws IOException {
        Path input = folder.resolve("x.npy");
        NpyFile.write(input, pictures(4), 4, 3 * 13 * 11);
        Path results = folder.resolve("y.npy");
        CommandRun run = CommandRun.ok("run", source, "--input", input, "--logits", results);
        assertThat(run.out().lines()).hasSize(4);
        assertThat(Npy.read(results).shape()).containsExactly(4, 5);
    }
}
