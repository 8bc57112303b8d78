package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.weights.TensorCatalog;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Span;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds the tensors that bindings name and checks their shapes against what the source declares.
final class WeightResolver {

    private static final int SUGGESTIONS = 3;
    private static final int EXAMPLES = 5;

    private final WeightTable table;
    private final Optional<TensorCatalog> catalog;
    private final Diagnostics diagnostics;

    /// @param catalog absent when it could not be opened, which is already reported
    WeightResolver(WeightTable table, Optional<TensorCatalog> catalog, Diagnostics diagnostics) {
        this.table = table;
        this.catalog = catalog;
        this.diagnostics = diagnostics;
    }

    WeightTable table() {
        return table;
    }

    /// The weight that `binding` names in `scope`, at `index`.
    Optional<Weight> resolve(WeightBinding binding, String scope, long index) {
        if (catalog.isEmpty()) {
            return Optional.empty();
        }
        String tensor = binding.tensor(index);
        boolean mayBeTied = binding.line().tied().isPresent();
        Optional<TensorType> type = catalog.get().bind(tensor, binding.shape(), mayBeTied);
        if (type.isEmpty() && mayBeTied) {
            return tied(binding, scope, index, tensor);
        }
        if (type.isEmpty()) {
            reportMissing(binding, tensor, catalog.get().missing(tensor));
            return Optional.empty();
        }
        return checked(binding, new Weight(binding.path(scope), tensor, type.get()));
    }

    /// Warns of tensors that no binding names.
    void warnUnbound(Span block) {
        List<Pattern> bound =
                table.all().stream().map(WeightBinding::tensorPattern).toList();
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

    private Optional<Weight> tied(WeightBinding binding, String scope, long index, String missing) {
        Name other = binding.line().tied().orElseThrow();
        String family =
                binding.line().family().map(found -> found.name().text()).orElse("");
        Optional<WeightBinding> target = table.find(family, other.text());
        if (target.isEmpty()) {
            // Reported for every tie when the table is checked, so also when this tensor is there.
            return Optional.empty();
        }
        String tensor = target.get().tensor(index);
        Optional<TensorType> type =
                catalog.orElseThrow().bind(tensor, target.get().shape(), false);
        if (type.isEmpty()) {
            reportMissing(binding, missing, "the checkpoint has neither tensor " + missing + " nor " + tensor);
            return Optional.empty();
        }
        return checked(binding, new Weight(binding.path(scope), tensor, type.get()));
    }

    /// Reports ties to names that are not bound.
    void checkTies() {
        for (WeightBinding binding : table.all()) {
            binding.line().tied().ifPresent(other -> checkTie(binding, other));
        }
    }

    private void checkTie(WeightBinding binding, Name other) {
        String family =
                binding.line().family().map(found -> found.name().text()).orElse("");
        if (table.find(family, other.text()).isEmpty()) {
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
