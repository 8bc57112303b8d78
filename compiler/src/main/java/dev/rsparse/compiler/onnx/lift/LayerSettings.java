package dev.rsparse.compiler.onnx.lift;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Settings of an operation as text, some of which differ from layer to layer: a window in every other one.
final class LayerSettings {

    /// Settings that layers which are alike may have of their own.
    private static final Set<String> OWN = Set.of("window", "theta", "scale", "softcap", "eps");

    /// What the language means where nothing is said.
    private static final String STANDARD = "window = 0";

    private LayerSettings() {}

    /// What layers that are alike have the same of a setting.
    static String signature(String setting) {
        return OWN.contains(name(setting)) ? name(setting) : setting;
    }

    private static String name(String setting) {
        return setting.contains(" = ") ? setting.substring(0, setting.indexOf(" = ")) : "";
    }

    private static String value(String setting) {
        return setting.substring(name(setting).length() + " = ".length());
    }

    /// The settings as a call has them.
    ///
    /// @param layers of the same operation in each layer; of one layer outside
    static List<String> texts(List<List<String>> layers) {
        return IntStream.range(0, layers.getFirst().size())
                .mapToObj(place ->
                        text(layers.stream().map(each -> each.get(place)).toList()))
                .filter(text -> !text.equals(STANDARD))
                .toList();
    }

    private static String text(List<String> layers) {
        if (Set.copyOf(layers).size() == 1) {
            return layers.getFirst();
        }
        return name(layers.getFirst()) + " = "
                + choice(layers.stream().map(LayerSettings::value).toList());
    }

    /// One of the values by the layer's number `i`: those of the first layers, those of every so many, or one by
    /// one.
    private static String choice(List<String> values) {
        int first = 1;
        while (values.get(first).equals(values.getFirst())) {
            first++;
        }
        if (Set.copyOf(values.subList(first, values.size())).size() == 1) {
            return "i < " + first + " ? " + values.getFirst() + " : " + values.getLast();
        }
        int period = period(values);
        String usual = mostFrequent(values.subList(0, period));
        String index = period < values.size() ? "mod(i, " + period + ")" : "i";
        return IntStream.range(0, period)
                .filter(i -> !values.get(i).equals(usual))
                .mapToObj(i -> index + " == " + i + " ? " + values.get(i) + " : ")
                .collect(Collectors.joining("", "", usual));
    }

    /// After how many layers values repeat, all of them once at least; how many there are where they do not.
    private static int period(List<String> values) {
        return IntStream.rangeClosed(1, values.size() / 2)
                .filter(period -> IntStream.range(period, values.size())
                        .allMatch(i -> values.get(i).equals(values.get(i - period))))
                .findFirst()
                .orElse(values.size());
    }

    private static String mostFrequent(List<String> values) {
        Map<String, Long> counts =
                values.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return values.stream()
                .reduce((a, b) -> counts.get(b) > counts.get(a) ? b : a)
                .orElseThrow();
    }
}
