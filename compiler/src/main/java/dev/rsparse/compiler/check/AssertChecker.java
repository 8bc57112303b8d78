package dev.rsparse.compiler.check;

import dev.rsparse.compiler.check.Assertion.Quantity;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.grammar.Condition;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.PolicyPart;
import dev.rsparse.grammar.Property;
import dev.rsparse.grammar.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads the conditions that a policy asserts of itself.
final class AssertChecker {

    private final ConstantChecker constants;
    private final Shares shares;
    private final Diagnostics diagnostics;

    AssertChecker(ConstantChecker constants, Diagnostics diagnostics) {
        this.constants = constants;
        this.shares = new Shares(diagnostics);
        this.diagnostics = diagnostics;
    }

    /// The conditions of all `assert` statements; what is wrong with one is reported and it is left out.
    List<Assertion> read(Item.Policy policy) {
        List<Assertion> assertions = new ArrayList<>();
        for (PolicyPart part : policy.parts()) {
            if (part instanceof PolicyPart.Assert(List<Condition> conditions, Span _)) {
                conditions.forEach(condition -> read(condition).ifPresent(assertions::add));
            }
        }
        return assertions;
    }

    /// Reports what does not hold. What a search decides waits for the lock that holds what was found.
    void check(CheckedPolicy policy, Graph graph) {
        PolicyFigures figures = PolicyFigures.of(
                graph,
                policy.thinned(),
                weight -> policy.sites().get(weight.path()).keptShare(weight));
        policy.assertions().stream()
                .filter(assertion -> policy.tune().isEmpty() || !assertion.dependsOnSearch())
                .flatMap(assertion -> assertion.failure(policy.name(), figures).stream())
                .forEach(diagnostics::add);
    }

    private Optional<Assertion> read(Condition condition) {
        String words = condition.words().stream().map(Name::text).collect(Collectors.joining(" "));
        Optional<Quantity> quantity = Arrays.stream(Quantity.values())
                .filter(one -> one.text().equals(words))
                .findFirst();
        if (quantity.isEmpty()) {
            reportUnknown(condition, words);
            return Optional.empty();
        }
        return switch (condition) {
            case Condition.Compared compared ->
                value(quantity.get(), compared).map(value -> compare(quantity.get(), compared, value));
            case Condition.Within within -> within(quantity.get(), within);
        };
    }

    private static Assertion compare(Quantity quantity, Condition.Compared compared, double value) {
        return switch (compared.comparison()) {
            case EQUAL -> new Assertion(quantity, value, value, compared.span());
            case AT_MOST -> new Assertion(quantity, 0, value, compared.span());
            case AT_LEAST -> new Assertion(quantity, value, Double.POSITIVE_INFINITY, compared.span());
        };
    }

    private Optional<Double> value(Quantity quantity, Condition.Compared compared) {
        if (quantity == Quantity.SITES) {
            return compared.percent()
                    ? wrongValue(compared.value().span(), "sites is a number of linears", "assert sites == 7 * L;")
                    : constants.whole(compared.value(), 0).map(Long::doubleValue);
        }
        return constants
                .number(compared.value())
                .map(number -> new Property.Value.Number(
                        number.asDouble(), compared.percent(), compared.value().span()))
                .flatMap(number -> shares.read(number, 0, 1, outside(quantity)));
    }

    private Optional<Assertion> within(Quantity quantity, Condition.Within within) {
        if (quantity == Quantity.SITES) {
            return wrongValue(within.span(), "sites is compared with a number", "assert sites >= 4, sites <= 8;");
        }
        return shares.range(within.range(), 1, outside(quantity))
                .map(range -> new Assertion(quantity, range.lowest(), range.highest(), within.span()));
    }

    private static String outside(Quantity quantity) {
        return quantity.text() + " must be 0% to 100%";
    }

    private <T> Optional<T> wrongValue(Span span, String expected, String example) {
        diagnostics.add(Diagnostic.at(span, Code.PROPERTY_VALUE, expected, "wrong value")
                .help("write " + example));
        return Optional.empty();
    }

    private void reportUnknown(Condition condition, String words) {
        List<String> known =
                Arrays.stream(Quantity.values()).map(Quantity::text).toList();
        Span span = condition
                .words()
                .getFirst()
                .span()
                .to(condition.words().getLast().span());
        Diagnostic unknown =
                Diagnostic.at(span, Code.UNKNOWN_PROPERTY, "unknown quantity '" + words + "'", "cannot be asserted");
        diagnostics.add(Suggestion.nearest(words, known)
                .map(meant -> unknown.didYouMean(meant))
                .orElseGet(() -> unknown.help("quantities: " + String.join(", ", known))));
    }
}
