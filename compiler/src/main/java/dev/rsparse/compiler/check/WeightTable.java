package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.weights.TensorView;
import dev.rsparse.grammar.Binding;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.ModelPart;
import dev.rsparse.grammar.Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The names a `weights` block binds, by the indexed scope they live in: `layer` and, inside each of it,
/// `layer.expert`; `""` is the top.
final class WeightTable {

    private static final String INSIDE = ".";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

    private final Map<String, List<WeightBinding>> families = new LinkedHashMap<>();

    private WeightTable() {}

    /// A table without bindings.
    static WeightTable empty() {
        return new WeightTable();
    }

    /// Reads a block; what is wrong with a line is reported and the rest of it kept.
    static WeightTable of(ModelPart.Weights block, ConstantChecker constants, Diagnostics diagnostics) {
        WeightTable table = new WeightTable();
        for (Binding line : block.bindings()) {
            checkIndices(line, diagnostics);
            checkPattern(line, diagnostics);
            Optional<TensorView.Rows> rows = line.tensor().rows().flatMap(given -> rows(given, constants, diagnostics));
            boolean bound = line.condition()
                    .map(condition -> constants.condition(condition).orElse(true))
                    .orElse(true);
            Optional<List<Dim>> shape = line.shape().flatMap(declared -> fixedShape(declared, constants, diagnostics));
            String family = table.declare(line);
            for (Binding.Leaf leaf : line.leaves()) {
                table.add(family, new WeightBinding(leaf, line, shape, rows, bound), diagnostics);
            }
        }
        return table;
    }

    /// The scope that the names of a line live in; those around it are known from then on.
    private String declare(Binding line) {
        String family = "";
        for (Binding.Family next : line.families()) {
            family = inside(family, next.name().text());
            families.computeIfAbsent(family, _ -> new ArrayList<>());
        }
        return family;
    }

    /// What the scope `name` inside `outer` is called.
    static String inside(String outer, String name) {
        return outer.isEmpty() ? name : outer + INSIDE + name;
    }

    /// What the scope around `family` is called.
    static String around(String family) {
        return family.substring(0, Math.max(0, family.lastIndexOf(INSIDE)));
    }

    /// What `family` is called inside the scope around it.
    static String lastName(String family) {
        return family.substring(family.lastIndexOf(INSIDE) + 1);
    }

    List<WeightBinding> family(String name) {
        return families.getOrDefault(name, List.of());
    }

    /// The scopes right inside that of `scope` whose weights it binds, as they are called there.
    Set<String> families(GraphScope scope) {
        return families.keySet().stream()
                .filter(family -> scope.seesInside() && !family.isEmpty())
                .filter(family -> around(family).equals(scope.family()))
                .map(WeightTable::lastName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The scope that `name` means where `scope` stands: one right inside its own, or one at the top.
    Optional<String> visible(GraphScope scope, String name) {
        Stream<String> inside = scope.seesInside() ? Stream.of(inside(scope.family(), name)) : Stream.empty();
        Stream<String> top = scope.inFunction() ? Stream.empty() : Stream.of(name);
        return Stream.concat(inside, top).filter(families::containsKey).findFirst();
    }

    List<WeightBinding> all() {
        return families.values().stream().flatMap(List::stream).toList();
    }

    /// The binding that `name` means to `line`: one of the same family, else of the nearest around it.
    Optional<WeightBinding> find(Binding line, String name) {
        String family = "";
        List<WeightBinding> visible = new ArrayList<>(family(family));
        for (Binding.Family next : line.families()) {
            family = inside(family, next.name().text());
            visible.addAll(0, family(family));
        }
        return visible.stream()
                .filter(binding -> binding.name().text().equals(name))
                .findFirst();
    }

    private void add(String family, WeightBinding binding, Diagnostics diagnostics) {
        List<WeightBinding> members = families.computeIfAbsent(family, _ -> new ArrayList<>());
        for (WeightBinding earlier : members) {
            if (earlier.name().text().equals(binding.name().text())) {
                diagnostics.add(Diagnostic.at(
                                binding.name().span(),
                                Code.DUPLICATE_NAME,
                                "'" + binding.name() + "' is given twice",
                                "given again")
                        .with(earlier.name().span(), "given first"));
                return;
            }
        }
        members.add(binding);
    }

    private static Optional<List<Dim>> fixedShape(
            Binding.Shape declared, ConstantChecker constants, Diagnostics diagnostics) {
        Optional<List<Dim>> shape = constants.shape(declared.extents());
        if (shape.isPresent() && shape.get().stream().anyMatch(Dim.Symbol.class::isInstance)) {
            diagnostics.add(Diagnostic.at(
                    declared.span(),
                    Code.WRONG_KIND,
                    "a weight's extents are numbers, not bound at run time",
                    "must be numbers"));
            return Optional.empty();
        }
        return shape;
    }

    private static Optional<TensorView.Rows> rows(
            Binding.Rows given, ConstantChecker constants, Diagnostics diagnostics) {
        Optional<Long> from = constants.whole(given.from(), 0);
        Optional<Long> to = constants.whole(given.to(), 0);
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        if (from.get() >= to.get()) {
            diagnostics.add(Diagnostic.at(
                    given.from().span().to(given.to().span()),
                    Code.REPEAT_RANGE,
                    "the range " + from.get() + ".." + to.get() + " is empty",
                    "holds no row"));
            return Optional.empty();
        }
        return Optional.of(new TensorView.Rows(from.get(), to.get()));
    }

    private static void checkIndices(Binding line, Diagnostics diagnostics) {
        Map<String, Name> indices = new HashMap<>();
        for (Binding.Family family : line.families()) {
            Name earlier = indices.putIfAbsent(family.index().text(), family.index());
            if (earlier != null) {
                diagnostics.add(Diagnostic.at(
                                family.index().span(),
                                Code.DUPLICATE_NAME,
                                "'" + family.index() + "' is the index of two scopes",
                                "given again")
                        .with(earlier.span(), "given first"));
            }
        }
    }

    private static void checkPattern(Binding line, Diagnostics diagnostics) {
        line.tensor().names().forEach(name -> checkPattern(line, name, diagnostics));
    }

    private static void checkPattern(Binding line, Expression.Text tensor, Diagnostics diagnostics) {
        String pattern = tensor.value();
        List<String> indices =
                line.families().stream().map(family -> family.index().text()).toList();
        Matcher placeholder = PLACEHOLDER.matcher(pattern);
        while (placeholder.find()) {
            String name = placeholder.group(1);
            if (!name.equals("_") && !indices.contains(name)) {
                report(tensor, "nothing fills {" + name + "}", diagnostics);
            }
        }
        for (String index : indices) {
            if (!pattern.contains("{" + index + "}")) {
                report(tensor, "{" + index + "} is missing: every index would get the same tensor", diagnostics);
            }
        }
        if (line.leaves().size() > 1 && !pattern.contains("{_}")) {
            report(tensor, "{_} is missing: every name would get the same tensor", diagnostics);
        }
    }

    private static void report(Expression.Text tensor, String problem, Diagnostics diagnostics) {
        diagnostics.add(
                Diagnostic.at(tensor.span(), Code.TENSOR_PATTERN, "bad tensor name pattern: " + problem, problem));
    }
}
