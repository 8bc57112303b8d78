package dev.rsparse.grammar;

import dev.rsparse.grammar.antlr.RspParser;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Policies and targets of ANTLR's parse tree → [Item.Policy] and [Item.Target].
final class PolicyBuilder {

    private final Places places;
    private final ExpressionBuilder expressions;

    PolicyBuilder(Places places, ExpressionBuilder expressions) {
        this.places = places;
        this.expressions = expressions;
    }

    Item.Policy policy(RspParser.PolicyContext policy) {
        return new Item.Policy(
                places.name(policy.ID(0)),
                policy.ID().stream().skip(1).map(places::name).toList(),
                Optional.ofNullable(policy.parent()).map(parent -> places.name(parent.ID())),
                policy.policyPart().stream().map(this::part).toList(),
                places.of(policy));
    }

    Item.Target target(RspParser.TargetContext target) {
        return new Item.Target(places.name(target.ID()), properties(target.properties()), places.of(target));
    }

    Item.Unknown unknown(RspParser.UnknownContext unknown) {
        return new Item.Unknown(places.name(unknown.ID()), places.of(unknown));
    }

    private PolicyPart part(RspParser.PolicyPartContext part) {
        if (part.defaults() != null) {
            return new PolicyPart.Default(properties(part.defaults().properties()), places.of(part));
        }
        if (part.selection() != null) {
            return new PolicyPart.Select(
                    selector(part.selection().selector()),
                    properties(part.selection().properties()),
                    places.of(part));
        }
        if (part.calibration() != null) {
            return calibrate(part.calibration());
        }
        if (part.tuning() != null) {
            return tune(part.tuning());
        }
        return part.assertion() != null ? asserted(part.assertion()) : whole(part.whole());
    }

    private PolicyPart asserted(RspParser.AssertionContext assertion) {
        return new PolicyPart.Assert(
                assertion.condition().stream().map(this::condition).toList(), places.of(assertion));
    }

    private Condition condition(RspParser.ConditionContext condition) {
        List<Name> words = condition.ID().stream().map(places::name).toList();
        if (condition.comparison() == null) {
            return new Condition.Within(words, range(condition.range()), places.of(condition));
        }
        Condition.Comparison comparison = Arrays.stream(Condition.Comparison.values())
                .filter(one -> one.text().equals(condition.comparison().getText()))
                .findFirst()
                .orElseThrow();
        boolean percent = condition.getStop().getText().equals("%");
        return new Condition.Compared(
                words, comparison, expressions.sum(condition.sum()), percent, places.of(condition));
    }

    private PolicyPart calibrate(RspParser.CalibrationContext calibration) {
        return new PolicyPart.Calibrate(
                expressions.text(calibration.STRING()),
                calibration.clause().stream().map(this::clause).toList(),
                places.of(calibration));
    }

    private PolicyPart tune(RspParser.TuningContext tuning) {
        return new PolicyPart.Tune(
                selector(tuning.selector()),
                tuning.clauses().stream()
                        .flatMap(clauses -> clauses.clause().stream())
                        .map(this::clause)
                        .toList(),
                places.of(tuning));
    }

    private Clause clause(RspParser.ClauseContext clause) {
        Optional<Clause.Domain> domain = clause.number() == null
                ? Optional.ofNullable(clause.domain()).map(this::domain)
                : Optional.of(new Clause.Domain.Exactly(number(clause.number())));
        return new Clause(clause.ID().stream().map(places::name).toList(), domain, places.of(clause));
    }

    private Clause.Domain domain(RspParser.DomainContext domain) {
        return domain.range() == null
                ? new Clause.Domain.Choices(values(domain.propertyValue()), places.of(domain))
                : range(domain.range());
    }

    private Clause.Domain.Range range(RspParser.RangeContext range) {
        return new Clause.Domain.Range(number(range.number(0)), number(range.number(1)), places.of(range));
    }

    private PolicyPart whole(RspParser.WholeContext whole) {
        Name name = places.name(whole.ID());
        return whole.unknownWord().isEmpty() && whole.skipped() == null
                ? new PolicyPart.Whole(new Property(name, values(whole.propertyValue()), places.of(whole)))
                : new Item.Unknown(name, places.of(whole));
    }

    private Selector selector(RspParser.SelectorContext selector) {
        return new Selector(
                Optional.ofNullable(selector.criterion()).map(this::criterion),
                selector.path() == null
                        ? List.of()
                        : selector.path().segment().stream().map(this::segment).toList(),
                Optional.ofNullable(selector.expression()).map(expressions::expression),
                places.of(selector));
    }

    private Selector.Criterion criterion(RspParser.CriterionContext criterion) {
        Name property = places.name(criterion.ID(0));
        if (criterion.STRING() == null) {
            return new Selector.Criterion(property, places.name(criterion.ID(1)), false);
        }
        Expression.Text text = expressions.text(criterion.STRING());
        return new Selector.Criterion(property, new Name(text.value(), text.span()), true);
    }

    private Selector.Segment segment(RspParser.SegmentContext segment) {
        return new Selector.Segment(
                segment.ID().stream().map(places::name).toList(),
                Optional.ofNullable(segment.index()).map(this::index),
                places.of(segment));
    }

    private Selector.Index index(RspParser.IndexContext index) {
        return switch (index.expression().size()) {
            case 0 -> new Selector.Index.Every();
            case 1 -> new Selector.Index.One(expressions.expression(index.expression(0)));
            default ->
                new Selector.Index.Range(
                        expressions.expression(index.expression(0)), expressions.expression(index.expression(1)));
        };
    }

    private List<Property> properties(RspParser.PropertiesContext properties) {
        return properties.property().stream().map(this::property).toList();
    }

    private Property property(RspParser.PropertyContext property) {
        return new Property(
                new Name(property.propertyName().getText(), places.of(property.propertyName())),
                values(property.propertyValue()),
                places.of(property));
    }

    private List<Property.Value> values(List<RspParser.PropertyValueContext> values) {
        return values.stream().map(this::value).toList();
    }

    private Property.Value value(RspParser.PropertyValueContext value) {
        if (value.number() != null) {
            return number(value.number());
        }
        if (value.ID() != null) {
            return new Property.Value.Word(value.ID().getText(), places.of(value));
        }
        return new Property.Value.Text(expressions.text(value.STRING()).value(), places.of(value));
    }

    private Property.Value.Number number(RspParser.NumberContext number) {
        double value = Double.parseDouble(number.NUMBER().getText());
        boolean negative = number.getChild(0) != number.NUMBER();
        boolean percent = number.getChild(number.getChildCount() - 1) != number.NUMBER();
        return new Property.Value.Number(negative ? -value : value, percent, places.of(number));
    }
}
