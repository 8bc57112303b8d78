package dev.rsparse.runtime.op.fused;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PanelLayoutTest {

    private static String columns(int columns) {
        PanelLayout layout = new PanelLayout(7, columns);
        return IntStream.range(0, layout.count())
                .mapToObj(panel -> layout.column(panel) + "+" + layout.width(panel))
                .toList()
                .toString();
    }

    @Test
    void lastPanelIsFullWhereOneCanBe() {
        assertThat(columns(5)).isEqualTo("[0+16]");
        assertThat(columns(16)).isEqualTo("[0+16]");
        assertThat(columns(24)).isEqualTo("[0+16, 8+16]");
        assertThat(columns(32)).isEqualTo("[0+32]");
        assertThat(columns(40)).isEqualTo("[0+32, 24+16]");
        assertThat(columns(88)).isEqualTo("[0+32, 32+32, 56+32]");
        assertThat(columns(96)).isEqualTo("[0+32, 32+32, 64+32]");
    }

    @Test
    void panelsThatShareColumnsAreOneUnit() {
        assertThat(new PanelLayout(1, 88).units()).isEqualTo(2);
        assertThat(new PanelLayout(1, 88).end(1)).isEqualTo(3);
        assertThat(new PanelLayout(1, 48).units()).isEqualTo(2);
        assertThat(new PanelLayout(1, 24).units()).isEqualTo(1);
    }

    @Test
    void everyColumnIsInAPanel() {
        for (int columns = 1; columns < 200; columns++) {
            PanelLayout layout = new PanelLayout(3, columns);
            float[] values = new float[3 * columns];
            for (int i = 0; i < values.length; i++) {
                values[i] = i + 1;
            }
            float[] packed = layout.pack(values, columns, 1);
            assertThat(packed).hasSize(layout.size());
            boolean[] found = new boolean[columns];
            for (int panel = 0; panel < layout.count(); panel++) {
                for (int i = 0; i < 3 * layout.width(panel); i++) {
                    int column = layout.column(panel) + i % layout.width(panel);
                    float expected = column < columns ? i / layout.width(panel) * columns + column + 1 : 0;
                    assertThat(packed[layout.at(panel) + i]).isEqualTo(expected);
                    if (column < columns) {
                        found[column] = true;
                    }
                }
            }
            assertThat(found).doesNotContain(false);
        }
    }

    @Test
    void packsTheTransposeOfWhatLiesByColumns() {
        float[] byRows = {1, 2, 3, 4, 5, 6};
        float[] byColumns = {1, 4, 2, 5, 3, 6};
        PanelLayout layout = new PanelLayout(2, 3);
        assertThat(layout.pack(byColumns, 1, 2)).containsExactly(layout.pack(byRows, 3, 1));
    }
}
