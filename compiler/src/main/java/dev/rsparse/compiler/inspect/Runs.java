package dev.rsparse.compiler.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Rows that say the same of neighbouring layers → one row, named as a selector would: `layer[0..8].q`.
public final class Runs {

    private static final Pattern INDEX = Pattern.compile("\\[(\\d+)(?:\\.\\.\\d+)?\\]");

    /// A row of a table.
    record Row(String path, List<String> cells) {
        Row {
            cells = List.copyOf(cells);
        }
    }

    /// What rows of one run have in common.
    private record Key(String before, String after, List<String> cells) {}

    /// A row of a run: its layer, and where it stood.
    private record Place(int index, int position) {}

    /// A run, and where its first row stood.
    private record Joined(Row row, int position) {}

    private Runs() {}

    /// The same rows, fewer; each stands where the first of its run stood.
    static List<Row> join(List<Row> rows) {
        List<Row> joined = rows;
        long depth = rows.stream()
                .mapToLong(row -> INDEX.matcher(row.path()).results().count())
                .max()
                .orElse(0);
        for (int i = 0; i < depth; i++) {
            joined = join(joined, i);
        }
        return joined;
    }

    /// Joins rows that differ in the index of step `step` of those that have one.
    private static List<Row> join(List<Row> rows, int step) {
        Map<Key, List<Place>> places = new LinkedHashMap<>();
        List<Joined> joined = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            Optional<MatchResult> index =
                    INDEX.matcher(row.path()).results().skip(step).findFirst();
            if (index.isPresent()) {
                String before = row.path().substring(0, index.get().start());
                Key key = new Key(before, row.path().substring(index.get().end()), row.cells());
                places.computeIfAbsent(key, _ -> new ArrayList<>())
                        .add(new Place(Integer.parseInt(index.get().group(1)), i));
            } else {
                joined.add(new Joined(row, i));
            }
        }
        places.forEach((key, found) -> split(key, found, joined));
        joined.sort(Comparator.comparingInt(Joined::position));
        return joined.stream().map(Joined::row).toList();
    }

    /// Paths alone, those of neighbouring layers as one.
    public static List<String> paths(List<String> paths) {
        return join(paths.stream().map(path -> new Row(path, List.of())).toList()).stream()
                .map(Row::path)
                .toList();
    }

    /// Whether a row is of the next layer, or says once more what one before it said: a weight that is read twice.
    private static boolean follows(Place later, Place earlier) {
        return later.index() == earlier.index() || later.index() == earlier.index() + 1;
    }

    private static void split(Key key, List<Place> places, List<Joined> joined) {
        int from = 0;
        for (int i = 1; i <= places.size(); i++) {
            if (i == places.size() || !follows(places.get(i), places.get(i - 1))) {
                int first = places.get(from).index();
                int end = places.get(i - 1).index() + 1;
                String index = end == first + 1 ? "[" + first + "]" : "[" + first + ".." + end + "]";
                joined.add(new Joined(
                        new Row(key.before() + index + key.after(), key.cells()),
                        places.get(from).position()));
                from = i;
            }
        }
    }
}
