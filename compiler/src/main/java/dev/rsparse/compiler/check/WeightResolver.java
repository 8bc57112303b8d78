package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.weights.TensorCatalog;
import dev.rsparse.compiler.weights.TensorView;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds the tensors that bindings name and checks their shapes against what the source declares.
final class WeightResolver {

    private static final int SUGGESTIONS = 3;
    private static final int EXAMPLES = 5;

    private final WeightTable table;
    private final Optional<TensorCatalog> catalog;
    private final Diagnostics diagnostics;
    private final Map<String, TensorView> views = new TreeMap<>();

    /// @param catalog absent when it could not be opened, which is already reported
    WeightResolver(WeightTable table, Optional<TensorCatalog> catalog, Diagnostics diagnostics) {
        this.table = table;
        this.catalog = catalog;
        this.diagnostics = diagnostics;
    }

    WeightTable table() {
        return table;
    }

    /// The weight that `binding` names.
    ///
    /// @param scope the path of the instance it lives in
    /// @param indices of the instances it lives in, the outermost first; more are of those inside
    Optional<Weight> resolve(WeightBinding binding, String scope, List<Long> indices) {
        if (catalog.isEmpty()) {
            return Optional.empty();
        }
        boolean mayBeTied = binding.line().tied().isPresent();
        Optional<TensorView> view = find(binding, indices, mayBeTied);
        if (view.isPresent()) {
            return weight(binding, scope, view.get());
        }
        String tensor = binding.tensors(indices).getFirst();
        if (mayBeTied) {
            return tied(binding, scope, indices, tensor);
        }
        reportMissing(binding, tensor, catalog.get().missing(tensor));
        return Optional.empty();
    }

    /// The tensor by the first of its names that the checkpoint has.
    private Optional<TensorView> find(WeightBinding binding, List<Long> indices, boolean optional) {
        return binding.tensors(indices).stream()
                .map(binding::view)
                .filter(view -> bind(binding, view, optional).isPresent())
                .findFirst();
    }

    private Optional<TensorType> bind(WeightBinding binding, TensorView view, boolean optional) {
        TensorCatalog tensors = catalog.orElseThrow();
        return tensors.bind(tensors.makesViews() ? view.name() : view.tensor(), binding.shape(), optional);
    }

    private Optional<Weight> weight(WeightBinding binding, String scope, TensorView view) {
        TensorType stored = bind(binding, view, false).orElseThrow();
        boolean own = catalog.orElseThrow().makesViews();
        Optional<TensorType> type = own ? Optional.of(stored) : view.type(stored);
        if (type.isEmpty()) {
            diagnostics.add(Diagnostic.at(
                            binding.line().tensor().span(),
                            Code.TENSOR_SHAPE,
                            "'" + binding.path(scope) + "' is " + view + ", the checkpoint has "
                                    + shown(stored.shape()),
                            "is " + shown(stored.shape()))
                    .help("the tensor is " + view.tensor() + ": " + stored));
            return Optional.empty();
        }
        if (!view.isWhole() && !own) {
            views.put(view.name(), view);
        }
        return checked(binding, new Weight(binding.path(scope), view.name(), type.get()));
    }

    /// `weight` with its elements rounded to `to`.
    Weight cast(Weight weight, DType to) {
        if (weight.type().dtype() == to) {
            return weight;
        }
        TensorView view = views.getOrDefault(weight.tensor(), TensorView.whole(weight.tensor()))
                .as(to);
        views.put(view.name(), view);
        return new Weight(
                weight.path(), view.name(), new TensorType(to, weight.type().shape()));
    }

    /// Tensors that are looked at in another way than the checkpoint has them, by the names that weights use.
    Map<String, TensorView> views() {
        return views;
    }

    /// Warns of tensors that no binding names.
    void warnUnbound(Span block) {
        List<Pattern> bound = table.all().stream()
                .flatMap(binding -> binding.tensorPatterns().stream())
                .toList();
        List<String> unbound = catalog.map(TensorCatalog::names).orElse(List.of()).stream()
                .filter(name -> bound.stream()
                        .noneMatch(pattern -> pattern.matcher(name).matches()))
                .toList();
        if (!unbound.isEmpty()) {
            String count = unbound.size() == 1 ? "1 tensor" : unbound.size() + " tensors";
            String examples = unbound.stream().limit(EXAMPLES).collect(Collectors.joining(", "));
            diagnostics.add(Diagnostic.at(block, Code.UNBOUND_TENSOR, "no binding names " + count, "bound here")
                    .help("not bound: " + examples + (unbound.size() > EXAMPLES ? ", …" : "")));
        }
    }

    private Optional<Weight> tied(WeightBinding binding, String scope, List<Long> indices, String missing) {
        Name other = binding.line().tied().orElseThrow();
        Optional<WeightBinding> target = table.find(binding.line(), other.text());
        if (target.isEmpty()) {
            // Reported for every tie when the table is checked, so also when this tensor is there.
            return Optional.empty();
        }
        Optional<TensorView> view = find(target.get(), indices, false);
        if (view.isEmpty()) {
            String instead = target.get().tensors(indices).getFirst();
            reportMissing(binding, missing, "the checkpoint has neither tensor " + missing + " nor " + instead);
            return Optional.empty();
        }
        return weight(binding, scope, view.get());
    }

    /// Reports ties to names that are not bound.
    void checkTies() {
        for (WeightBinding binding : table.all()) {
            binding.line().tied().ifPresent(other -> checkTie(binding, other));
        }
    }

    private void checkTie(WeightBinding binding, Name other) {
        if (table.find(binding.line(), other.text()).isEmpty()) {
            List<String> known = table.all().stream()
                    .map(WeightBinding::name)
                    .map(Name::text)
                    .toList();
            Diagnostic unknown = Diagnostic.at(
                    other.span(), Code.UNKNOWN_NAME, "unknown weight '" + other + "'", "no binding has this name");
            diagnostics.add(Suggestion.nearest(other.text(), known)
                    .map(meant -> unknown.didYouMean(meant))
                    .orElse(unknown));
        }
    }

    private Optional<Weight> checked(WeightBinding binding, Weight weight) {
        Optional<List<Dim>> declared = binding.shape();
        if (declared.isPresent() && !declared.get().equals(weight.type().shape())) {
            diagnostics.add(Diagnostic.at(
                            binding.line().shape().orElseThrow().span(),
                            Code.TENSOR_SHAPE,
                            "'" + weight.path() + "' is declared " + shown(declared.get()) + ", the checkpoint has "
                                    + shown(weight.type().shape()),
                            "declared " + shown(declared.get()))
                    .help("the tensor is " + weight.tensor() + ": " + weight.type()));
            return Optional.empty();
        }
        return Optional.of(weight);
    }

    private void reportMissing(WeightBinding binding, String tensor, String message) {
        Diagnostic missing =
                Diagnostic.at(binding.line().tensor().span(), Code.TENSOR_MISSING, message, "names " + tensor);
        boolean severalNames = binding.line().leaves().size() > 1;
        Diagnostic placed =
                severalNames ? missing.with(binding.name().span(), "for '" + binding.name() + "'") : missing;
        Optional<String> remedy = catalog.orElseThrow().remedy();
        if (remedy.isPresent()) {
            diagnostics.add(placed.help(remedy.get()));
            return;
        }
        List<String> near = Suggestion.closest(tensor, catalog.orElseThrow().names(), SUGGESTIONS);
        diagnostics.add(placed.help(
                near.isEmpty() ? "the checkpoint holds no tensors" : "nearest names: " + String.join(", ", near)));
    }

    private static String shown(List<Dim> shape) {
        return shape.stream().map(Dim::toString).collect(Collectors.joining(",", "[", "]"));
    }
}
