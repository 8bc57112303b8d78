package dev.rsparse.runtime.op.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RegionsTest {

    private static final Tensor NONE = Tensor.ABSENT;

    private final Tensor picture = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 1, 3, 3);
    private final Tensor out = new Tensor();

    private static Settings settings(int version) {
        return new Settings(new Workers(1), version);
    }

    @Test
    void takesTheLargestOfEachCell() {
        Settings settings = settings(7).with("pooled_shape", 2, 2);
        new MaxRoiPool(settings).run(picture, Tensor.of(new float[] {0, 0, 0, 2, 2, 0, 7, 7, 9, 9}, 2, 5), out);
        assertThat(out).hasToString("f32[2,1,2,2]");
        assertThat(out.floats()).startsWith(5, 6, 8, 9, 0, 0, 0, 0);
        assertThatThrownBy(() ->
                        new MaxRoiPool(settings).run(picture, Tensor.of(new float[] {1, 0, 0, 2, 2}, 1, 5), out))
                .hasMessage("MaxRoiPool: no picture 1.0 in f32[1,1,3,3]");
    }

    @Test
    void alignsCornersBeforeVersionSixteen() {
        Tensor region = Tensor.of(new float[] {0, 0, 2, 2}, 1, 4);
        Tensor first = Tensor.of(new long[1], 1);
        new RoiAlign(settings(10).with("sampling_ratio", 1)).run(picture, region, first, out);
        assertThat(out.number(0)).isEqualTo(5);
        new RoiAlign(settings(16).with("sampling_ratio", 1)).run(picture, region, first, out);
        assertThat(out.number(0)).isEqualTo(3);
        assertThatThrownBy(() -> new RoiAlign(settings(16)).run(picture, region, Tensor.of(new long[] {-1}, 1), out))
                .hasMessage("RoiAlign: no picture -1 in f32[1,1,3,3]");
    }

    @Test
    void samplesNoPlaceOutsideWhateverTheGridHolds() {
        float[] wild = {Float.NaN, 0, Float.POSITIVE_INFINITY, 0, -1e30f, 0, 1, 1};
        Tensor grid = Tensor.of(wild, 1, 1, 4, 2);
        for (String mode : new String[] {"linear", "nearest", "cubic"}) {
            for (String padding : new String[] {"zeros", "border", "reflection"}) {
                Settings settings = settings(20).with("mode", mode).with("padding_mode", padding);
                new GridSample(settings.with("align_corners", 1)).run(picture, grid, out);
                assertThat(out.floats()[3]).isEqualTo(9);
            }
        }
        assertThatThrownBy(() -> new GridSample(settings(20)).run(picture, Tensor.of(new float[3], 1, 1, 1, 3), out))
                .hasMessage("GridSample: grid f32[1,1,1,3] has no places in f32[1,1,3,3]");
    }

    @Test
    void placesOfAnIdentityAreThoseOfThePicture() {
        Tensor theta = Tensor.of(new float[] {1, 0, 0, 0, 1, 0}, 1, 2, 3);
        Tensor grid = new Tensor();
        new AffineGrid(settings(20)).run(theta, Tensor.of(new long[] {1, 1, 3, 3}, 4), grid);
        new GridSample(settings(20)).run(picture, grid, out);
        for (int i = 0; i < 9; i++) {
            assertThat(out.floats()[i]).isCloseTo(i + 1, within(1e-5f));
        }
        assertThatThrownBy(() -> new AffineGrid(settings(20)).run(theta, Tensor.of(new long[] {2, 1, 3, 3}, 4), out))
                .hasMessage("AffineGrid: theta f32[1,2,3] does not go with size i64[4]");
    }

    @Test
    void keepsTheBestOfBoxesThatCoverEachOther() {
        Tensor boxes = Tensor.of(new float[] {1, 1, 2, 2, 1.1f, 1, 2, 2, 9, 9, 2, 2}, 1, 3, 4);
        Tensor scores = Tensor.of(new float[] {0.5f, 0.9f, -0.1f}, 1, 1, 3);
        Tensor most = Tensor.of(new long[] {9});
        Tensor share = Tensor.of(new float[] {0.5f});
        NonMaxSuppression centers = new NonMaxSuppression(settings(11).with("center_point_box", 1));
        centers.run(boxes, scores, most, share, NONE, out);
        assertThat(out.toLongs()).containsExactly(0, 0, 1, 0, 0, 2);
        centers.run(boxes, scores, most, share, Tensor.of(new float[] {0}), out);
        assertThat(out.toLongs()).containsExactly(0, 0, 1);
        centers.run(boxes, scores, NONE, share, NONE, out);
        assertThat(out).hasToString("i64[0,3]");
        assertThatThrownBy(() -> centers.run(boxes, Tensor.of(new float[2], 1, 1, 2), most, share, NONE, out))
                .hasMessage("NonMaxSuppression: boxes f32[1,3,4] do not go with scores f32[1,1,2]");
    }

    @Test
    void refusesColumnsThatAreNotThoseOfTheImage() {
        Tensor two = Tensor.of(new long[] {2, 2}, 2);
        Tensor image = Tensor.of(new long[] {3, 3}, 2);
        new Col2Im(settings(18)).run(Tensor.of(ElementType.F32, 1, 4, 4), image, two, out);
        assertThat(out).hasToString("f32[1,1,3,3]");
        assertThatThrownBy(() -> new Col2Im(settings(18)).run(Tensor.of(ElementType.F32, 1, 4, 5), image, two, out))
                .hasMessage("Col2Im: input f32[1,4,5] does not hold the blocks [2, 2] of an image [3, 3]");
    }

    @Test
    void drawsTheSameNumbersFromTheSameSeed() {
        Tensor like = Tensor.of(ElementType.F64, 1000);
        Tensor again = new Tensor();
        new RandomUniformLike(settings(7).with("seed", 3f).with("low", 2f).with("high", 4f)).run(like, out);
        new RandomUniform(settings(7)
                        .with("seed", 3f)
                        .with("low", 2f)
                        .with("high", 4f)
                        .with("dtype", 11)
                        .with("shape", new long[] {1000}))
                .run(again);
        assertThat(out.doubles()).isEqualTo(again.doubles());
        assertThat(Arrays.stream(out.doubles())).allMatch(value -> value >= 2 && value < 4);
        new RandomNormalLike(settings(7).with("seed", 3f).with("mean", 5f)).run(like, out);
        assertThat(Arrays.stream(out.doubles()).average().orElseThrow()).isBetween(4.8, 5.2);
        assertThatThrownBy(() -> new RandomNormal(settings(7).with("dtype", 7).with("shape", new long[] {2})).run(out))
                .hasMessage("RandomNormal: output i64[2] is not of a type of floats");
    }

    @Test
    void drawsWhatIsCertain() {
        Tensor chances = Tensor.of(new float[] {0, 1, 1, 0}, 4);
        new Bernoulli(settings(15).with("dtype", 9)).run(chances, out);
        assertThat(out.bytes()).startsWith(0, 1, 1, 0);
        float never = Float.NEGATIVE_INFINITY;
        Tensor logarithms = Tensor.of(new float[] {never, 700, never, 0, never, never}, 2, 3);
        new Multinomial(settings(7).with("sample_size", 2)).run(logarithms, out);
        assertThat(out).hasToString("i32[2,2]");
        assertThat(out.ints()).startsWith(1, 1, 0, 0);
    }
}
