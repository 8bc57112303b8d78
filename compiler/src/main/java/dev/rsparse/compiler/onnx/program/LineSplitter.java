package dev.rsparse.compiler.onnx.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lines → methods that HotSpot compiles: it never compiles one of more than 8,000 bytes of bytecode.
///
///     steps() { a(); b(); c(); d(); }   ->   steps() { part0(); part1(); }   part0() { a(); b(); }   part1() {
///     c(); d(); }
final class LineSplitter {

    /// Lines of a method: a call of an operator with many operands takes some 40 bytes.
    private static final int MOST = 120;

    private final Map<String, List<Line>> parts = new LinkedHashMap<>();

    private LineSplitter() {}

    /// Methods by name, the one with the first lines among them.
    static Map<String, List<Line>> split(String name, List<Line> lines) {
        LineSplitter splitter = new LineSplitter();
        List<Line> first = splitter.shortened(lines);
        Map<String, List<Line>> methods = new LinkedHashMap<>();
        methods.put(name, first);
        methods.putAll(splitter.parts);
        return methods;
    }

    private List<Line> shortened(List<Line> lines) {
        List<Line> inner = lines.stream().map(this::shortened).toList();
        while (inner.size() > MOST) {
            List<Line> calls = new ArrayList<>();
            for (int from = 0; from < inner.size(); from += MOST) {
                calls.add(part(inner.subList(from, Math.min(from + MOST, inner.size()))));
            }
            inner = calls;
        }
        return inner;
    }

    private Line part(List<Line> lines) {
        String name = "part" + parts.size();
        parts.put(name, List.copyOf(lines));
        return new Line.Part(name);
    }

    /// What stands in a block becomes one method, so that lines that hold blocks are short.
    private Line shortened(Line line) {
        return switch (line) {
            case Line.Choose(var condition, var then, var otherwise) ->
                new Line.Choose(condition, block(then), block(otherwise));
            case Line.Repeat(var loop, var number, var condition, var body) ->
                new Line.Repeat(loop, number, condition, block(body));
            case Line.Call _, Line.Part _ -> line;
        };
    }

    private List<Line> block(List<Line> lines) {
        List<Line> inner = shortened(lines);
        return inner.size() <= 1 ? inner : List.of(part(inner));
    }
}
