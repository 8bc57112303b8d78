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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The names a `weights` block binds, by the indexed scope they live in; `""` is the top.
final class WeightTable {

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
            checkPattern(line, diagnostics);
            Optional<TensorView.Rows> rows = line.tensor().rows().flatMap(given -> rows(given, constants, diagnostics));
            boolean bound = line.condition()
                    .map(condition -> constants.condition(condition).orElse(true))
                    .orElse(true);
            Optional<List<Dim>> shape = line.shape().flatMap(declared -> fixedShape(declared, constants, diagnostics));
            String family = line.family().map(found -> found.name().text()).orElse("");
            for (Binding.Leaf leaf : line.leaves()) {
                table.add(family, new WeightBinding(leaf, line, shape, rows, bound), diagnostics);
            }
        }
        return table;
    }

    List<WeightBinding> family(String name) {
        return families.getOrDefault(name, List.of());
    }

    /// The scopes whose weights it binds.
    Set<String> families() {
        Set<String> scopes = new TreeSet<>(families.keySet());
        scopes.remove("");
        return scopes;
    }

    /// Whether it binds weights of a scope of that name.
    boolean isFamily(String name) {
        return !name.isEmpty() && families.containsKey(name);
    }

    List<WeightBinding> all() {
        return families.values().stream().flatMap(List::stream).toList();
    }

    /// The binding that `name` means to a line of `family`: one of the same family, else one at the top.
    Optional<WeightBinding> find(String family, String name) {
        return Stream.concat(family(family).stream(), family("").stream())
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

    private static void checkPattern(Binding line, Diagnostics diagnostics) {
        line.tensor().names().forEach(name -> checkPattern(line, name, diagnostics));
    }

    private static void checkPattern(Binding line, Expression.Text tensor, Diagnostics diagnostics) {
        String pattern = tensor.value();
        Optional<String> index = line.family().map(Binding.Family::index).map(Name::text);
        Matcher placeholder = PLACEHOLDER.matcher(pattern);
        while (placeholder.find()) {
            String name = placeholder.group(1);
            if (!name.equals("_") && !index.equals(Optional.of(name))) {
                report(tensor, "nothing fills {" + name + "}", diagnostics);
            }
        }
        if (index.isPresent() && !pattern.contains("{" + index.get() + "}")) {
            report(tensor, "{" + index.get() + "} is missing: every index would get the same tensor", diagnostics);
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
