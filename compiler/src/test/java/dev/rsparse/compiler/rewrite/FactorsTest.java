package dev.rsparse.compiler.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.ProviderChoice;
import dev.rsparse.compiler.linalg.TruncatedSvd;
import org.junit.jupiter.api.Test;

class FactorsTest {

    private final TruncatedSvd svd = new TruncatedSvd(ProviderChoice.once().algebra());

    @Test
    void ofADiagonalWeightAreItsLargestEntries() {
        Matrix weight = new Matrix(3, 2, new float[] {0, 4, -3, 0, 0, 0});
        Factors factors = Factors.of("layer[0].q", weight, 2, svd);
        assertThat(factors.u()).containsExactly(new float[] {4, 0, 0, -3, 0, 0}, within(1e-6f));
        assertThat(factors.v()).containsExactly(new float[] {0, 1, 1, 0}, within(1e-6f));
    }

    @Test
    void toRankTakesLeadingColumnsAndRows() {
        Factors factors = new Factors("a", 3, new float[] {1, 2, 3, 4, 5, 6}, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        Factors cut = factors.toRank(2);
        assertThat(cut.rank()).isEqualTo(2);
        assertThat(cut.u()).containsExactly(1, 2, 4, 5);
        assertThat(cut.v()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void cutFactorsAreThoseOfTheSmallerRank() {
        float[] elements = new float[6 * 5];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float) Math.sin(i * i);
        }
        Matrix weight = new Matrix(6, 5, elements);
        Factors cut = Factors.of("a", weight, 4, svd).toRank(2);
        Factors direct = Factors.of("a", weight, 2, svd);
        assertThat(cut.u()).containsExactly(direct.u(), within(1e-5f));
        assertThat(cut.v()).containsExactly(direct.v(), within(1e-5f));
    }

    @Test
    void toTheSameRankIsTheSameRecord() {
        Factors factors = new Factors("a", 1, new float[2], new float[3]);
        assertThat(factors.toRank(1)).isSameAs(factors);
    }

    @Test
    void toRankZeroIsEmpty() {
        Factors none = new Factors("a", 1, new float[2], new float[3]).toRank(0);
        assertThat(none.u()).isEmpty();
        assertThat(none.v()).isEmpty();
        assertThat(none.toRank(0)).isSameAs(none);
    }

    @Test
    void refusesToGrow() {
        assertThatThrownBy(() -> new Factors("layer[0].q", 1, new float[2], new float[3]).toRank(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("factors of layer[0].q have rank 1 and cannot be cut to 2");
    }

    @Test
    void refusesArraysThatDoNotFitTheRank() {
        assertThatThrownBy(() -> new Factors("layer[0].q", 2, new float[3], new float[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("factors of layer[0].q: 3 and 4 elements at rank 2");
    }

    @Test
    void aBadWeightIsNamedByItsSite() {
        Matrix weight = new Matrix(1, 2, new float[] {1, Float.NaN});
        assertThatThrownBy(() -> Factors.of("layer[0].q", weight, 1, svd))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("weight of layer[0].q: element (0,1) ");
    }
}
