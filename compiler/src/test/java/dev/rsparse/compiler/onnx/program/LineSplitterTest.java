package dev.rsparse.compiler.onnx.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineSplitterTest {

    private static final String STEPS = "steps";
    private static final int MOST = 120;

    private static List<Line> calls(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (Line) new Line.Call("o" + i, Tensor.class, "run", List.of(), ""))
                .toList();
    }

    /// Receivers in the order in which they are called when every block runs once.
    private static List<String> order(Map<String, List<Line>> methods, List<Line> lines) {
        List<String> order = new ArrayList<>();
        for (Line line : lines) {
            switch (line) {
                case Line.Call call -> order.add(call.receiver());
                case Line.Part part -> order.addAll(order(methods, methods.get(part.name())));
                case Line.Choose choose -> {
                    order.addAll(order(methods, choose.then()));
                    order.addAll(order(methods, choose.otherwise()));
                }
                case Line.Repeat repeat -> order.addAll(order(methods, repeat.body()));
            }
        }
        return order;
    }

    @Test
    void fewLinesStayInOneMethod() {
        assertThat(LineSplitter.split(STEPS, calls(MOST))).containsOnlyKeys(STEPS);
    }

    /// So many that calls of parts are split once more.
    @Test
    void manyLinesBecomeShortMethodsInTheSameOrder() {
        List<Line> lines = calls(MOST * MOST + 1);
        Map<String, List<Line>> methods = LineSplitter.split(STEPS, lines);
        assertThat(methods.values()).allSatisfy(body -> assertThat(body).hasSizeLessThanOrEqualTo(MOST));
        assertThat(order(methods, methods.get(STEPS))).isEqualTo(order(Map.of(), lines));
    }

    @Test
    void blocksBecomeMethods() {
        Operand place = new Operand.Place("v0");
        List<Line> lines =
                List.of(new Line.Repeat("l0", place, place, calls(3)), new Line.Choose("v1", calls(2), calls(1)));
        Map<String, List<Line>> methods = LineSplitter.split(STEPS, lines);
        Line.Choose choose = (Line.Choose) methods.get(STEPS).get(1);
        assertThat(((Line.Repeat) methods.get(STEPS).getFirst()).body())
                .singleElement()
                .isInstanceOf(Line.Part.class);
        assertThat(choose.then()).singleElement().isInstanceOf(Line.Part.class);
        assertThat(choose.otherwise()).isEqualTo(calls(1));
        assertThat(order(methods, methods.get(STEPS))).isEqualTo(order(Map.of(), lines));
    }
}
