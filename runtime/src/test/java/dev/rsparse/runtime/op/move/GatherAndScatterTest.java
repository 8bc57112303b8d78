package dev.rsparse.runtime.op.move;

import static dev.rsparse.runtime.op.move.Values.counting;
import static dev.rsparse.runtime.op.move.Values.list;
import static dev.rsparse.runtime.op.move.Values.settings;
import static dev.rsparse.runtime.op.move.Values.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;
import org.junit.jupiter.api.Test;

class GatherAndScatterTest {

    private final Tensor x = counting(ElementType.F32, 2, 3);
    private final Tensor out = Values.used();

    @Test
    void gathersSingleElementsOfEveryType() {
        for (ElementType type : Types.ALL) {
            new Gather(settings(13).with("axis", 1)).run(counting(type, 2, 3), list(2, -3), out);
            assertThat(Values.numbers(out)).containsExactly(typed(type, 3, 1, 6, 4));
            new Gather(settings(13)).run(counting(type, 3), single(-1), out);
            assertThat(out.rank()).isZero();
            assertThat(Values.numbers(out)).containsExactly(typed(type, 3));
        }
    }

    private static double[] typed(ElementType type, double... values) {
        Tensor tensor = Tensor.of(type, values.length);
        for (int i = 0; i < values.length; i++) {
            tensor.setNumber(i, values[i]);
        }
        return Values.numbers(tensor);
    }

    @Test
    void gathersTheSameOnSeveralThreads() {
        Tensor table = counting(ElementType.F32, 3, 40, 700);
        Tensor places = Tensor.of(ElementType.I32, 50);
        for (int i = 0; i < 50; i++) {
            places.setInteger(i, i * 7 % 40);
        }
        try (Workers workers = new Workers(3)) {
            new Gather(new Settings(workers, 13).with("axis", 1)).run(table, places, out);
        }
        assertThat(out.dims()).containsExactly(3, 50, 700);
        for (int i = 0; i < out.count(); i++) {
            int place = (i / 35000 * 40 + i / 700 % 50 * 7 % 40) * 700 + i % 700;
            if (out.floats()[i] != table.floats()[place]) {
                assertThat(out.floats()[i]).as("element %d", i).isEqualTo(table.floats()[place]);
            }
        }
    }

    @Test
    void refusesIndicesOutside() {
        assertThatThrownBy(() -> new Gather(settings(13)).run(x, list(0, 2), out))
                .hasMessage("Gather: index 2 is not in axis 0 of f32[2,3]");
        assertThatThrownBy(() -> new Gather(settings(13).with("axis", 1)).run(x, list(-4), out))
                .hasMessage("Gather: index -4 is not in axis 1 of f32[2,3]");
        assertThatThrownBy(() -> new Gather(settings(13)).run(x, Tensor.of(new float[1], 1), out))
                .hasMessage("Gather: indices f32[1] is not of type i64 or i32");
        assertThatThrownBy(() -> new GatherElements(settings(13)).run(x, Tensor.of(new long[] {0, 1, 2}, 1, 3), out))
                .hasMessage("GatherElements: index 2 is not in axis 0 of f32[2,3]");
        assertThatThrownBy(() -> new GatherElements(settings(13)).run(x, Tensor.of(new long[4], 1, 4), out))
                .hasMessage("GatherElements: indices i64[1,4] do not fit in f32[2,3] along axis 0");
        assertThatThrownBy(() -> new GatherND(settings(13)).run(x, Tensor.of(new long[] {0, 3}, 1, 2), out))
                .hasMessage("GatherND: index 3 is not in axis 1 of f32[2,3]");
        assertThatThrownBy(() -> new GatherND(settings(13).with("batch_dims", 1)).run(x, list(0, 1), out))
                .hasMessage("GatherND: indices i64[2] do not lead into f32[2,3] behind 1 axes in common");
        assertThatThrownBy(() -> new ScatterND(settings(13)).run(x, Tensor.of(new long[] {5}, 1, 1), x, out))
                .hasMessage("ScatterND: index 5 is not in axis 0 of f32[2,3]");
        assertThatThrownBy(() -> new ScatterND(settings(13)).run(x, Tensor.of(new long[] {1}, 1, 1), x, out))
                .hasMessage("ScatterND: updates f32[2,3] do not go with indices i64[1,1] into f32[2,3]");
    }

    @Test
    void gathersRunsBehindAxesInCommon() {
        Tensor deep = counting(ElementType.I64, 2, 2, 2);
        new GatherND(settings(13).with("batch_dims", 1)).run(deep, Tensor.of(new long[] {1, 0}, 2, 1), out);
        assertThat(out).hasToString("i64[2,2]");
        assertThat(Values.numbers(out)).containsExactly(3, 4, 5, 6);
    }

    @Test
    void scattersWithEveryReduction() {
        for (ElementType type : Types.NUMBERS) {
            assertThat(scatter(type, "none")).containsExactly(1, 7, 3);
            assertThat(scatter(type, "add")).containsExactly(1, 2 + 5 + 7, 3);
            assertThat(scatter(type, "mul")).containsExactly(1, 2 * 5 * 7, 3);
            assertThat(scatter(type, "min")).containsExactly(1, 2, 3);
            assertThat(scatter(type, "max")).containsExactly(1, 7, 3);
        }
        assertThatThrownBy(() -> scatter(ElementType.F32, "mean")).hasMessage("ScatterND: no reduction mean");
    }

    private double[] scatter(ElementType type, String reduction) {
        Tensor updates = Tensor.of(type, 2);
        updates.setInteger(0, 5);
        updates.setInteger(1, 7);
        Tensor row = counting(type, 3);
        Tensor places = Tensor.of(new long[] {1, -2}, 2, 1);
        new ScatterND(settings(18).with("reduction", reduction)).run(row, places, updates, out);
        double[] result = Values.numbers(out);
        new ScatterElements(settings(18).with("reduction", reduction)).run(row, list(1, -2), updates, out);
        assertThat(Values.numbers(out)).containsExactly(result);
        return result;
    }

    @Test
    void comparesUnsignedNumbersAsSuch() {
        Tensor row = Tensor.of(ElementType.U64, 1);
        Tensor update = Tensor.of(ElementType.U64, 1);
        update.setInteger(0, -1);
        new ScatterElements(settings(18).with("reduction", "max")).run(row, list(0), update, out);
        assertThat(out.integer(0)).isEqualTo(-1);
    }

    @Test
    void scattersAsItsFirstVersionDid() {
        new Scatter(settings(9).with("axis", 1))
                .run(x, Tensor.of(new long[] {2}, 1, 1), counting(ElementType.F32, 1, 1), out);
        assertThat(Values.numbers(out)).containsExactly(1, 2, 1, 4, 5, 6);
    }

    @Test
    void refusesToWriteBeyondACache() {
        Tensor past = counting(ElementType.F32, 2, 4, 1);
        Tensor update = counting(ElementType.F32, 2, 2, 1);
        assertThatThrownBy(() -> new TensorScatter(settings(24)).run(past, update, list(0, 3), out))
                .hasMessage("TensorScatter: write_indices i64[2] [0, 3] do not lead into f32[2,4,1] for f32[2,2,1]");
        new TensorScatter(settings(24).with("mode", "circular")).run(past, update, list(0, 3), out);
        assertThat(Values.numbers(out)).containsExactly(1, 2, 3, 4, 4, 6, 7, 3);
    }

    @Test
    void countsUnknownIndicesAsOff() {
        Tensor values = Tensor.of(new float[] {0, 1}, 2);
        new OneHot(settings(11)).run(list(1, 3, -1, -4), single(3), values, out);
        assertThat(out).hasToString("f32[4,3]");
        assertThat(Values.numbers(out)).containsExactly(0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0);
    }
}
