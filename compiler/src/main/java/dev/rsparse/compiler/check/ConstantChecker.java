package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Expressions that must be numbers, and shapes made of them. What cannot be settled is reported and left empty.
final class ConstantChecker {

    static final String CONFIG = "config";

    private final Names names;
    private final Configuration configuration;
    private final Diagnostics diagnostics;

    ConstantChecker(Names names, Configuration configuration, Diagnostics diagnostics) {
        this.names = names;
        this.configuration = configuration;
        this.diagnostics = diagnostics;
    }

    Optional<Constant> number(Expression expression) {
        return switch (expression) {
            case Expression.Whole(long value, Span _) -> Optional.of(new Constant.Whole(value));
            case Expression.Real real -> real(real);
            case Expression.Text text -> wrongKind(text.span(), "a text");
            case Expression.Reference(Name name) -> names.read(name).flatMap(symbol -> reference(name, symbol));
            case Expression.Negation(Expression operand, Span span) ->
                number(operand)
                        .flatMap(value -> arithmetic(span, Expression.Operator.SUBTRACT, new Constant.Whole(0), value));
            case Expression.Binary binary -> {
                Optional<Constant> left = number(binary.left());
                Optional<Constant> right = number(binary.right());
                yield left.isPresent() && right.isPresent()
                        ? arithmetic(binary.span(), binary.operator(), left.get(), right.get())
                        : Optional.empty();
            }
            case Expression.Call call ->
                call.operation().text().equals(CONFIG)
                        ? config(call)
                        : wrongKind(call.span(), "the result of an operation");
        };
    }

    /// An integer of at least `least`.
    Optional<Long> whole(Expression expression, long least) {
        Optional<Constant> value = number(expression);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof Constant.Whole(long whole) && whole >= least) {
            return Optional.of(whole);
        }
        diagnostics.add(Diagnostic.at(
                expression.span(),
                Code.ARITHMETIC,
                "expected an integer of at least " + least + ", found " + value.get(),
                "is " + value.get()));
        return Optional.empty();
    }

    /// A shape; extents bound at run time may stand alone in it, not inside arithmetic.
    Optional<List<Dim>> shape(List<Expression> extents) {
        List<Dim> shape = new ArrayList<>();
        for (Expression extent : extents) {
            if (extent instanceof Expression.Reference(Name name)
                    && names.peek(name.text()).orElse(null) instanceof Symbol.Extent) {
                names.read(name);
                shape.add(new Dim.Symbol(name.text()));
            } else {
                whole(extent, 1).ifPresent(size -> shape.add(new Dim.Fixed(size)));
            }
        }
        return shape.size() == extents.size() ? Optional.of(shape) : Optional.empty();
    }

    Optional<Constant> config(Expression.Call call) {
        if (call.arguments().size() != 1
                || call.arguments().getFirst().name().isPresent()
                || !(call.arguments().getFirst().value() instanceof Expression.Text(String key, Span keySpan))) {
            diagnostics.add(
                    Diagnostic.at(call.span(), Code.ARGUMENTS, "config takes one text", "expected config(\"key\")"));
            return Optional.empty();
        }
        Optional<Constant> value = configuration.number(key);
        if (value.isEmpty() && configuration.isReadable()) {
            String found = configuration
                    .find(key)
                    .map(other -> "holds " + other + ", not a number")
                    .orElse("is absent");
            diagnostics.add(Diagnostic.at(keySpan, Code.CONFIG_KEY, "config.json: \"" + key + "\" " + found, found));
        }
        return value;
    }

    /// A result, or a report that there is none.
    Optional<Constant> arithmetic(Span span, Expression.Operator operator, Constant left, Constant right) {
        Optional<Constant> result = Arithmetic.apply(operator, left, right);
        if (result.isEmpty()) {
            diagnostics.add(Diagnostic.at(
                    span,
                    Code.ARITHMETIC,
                    left + " " + operator.text() + " " + right + " has no result",
                    "divides by zero or is too large"));
        }
        return result;
    }

    private Optional<Constant> real(Expression.Real real) {
        if (Double.isFinite(real.value())) {
            return Optional.of(new Constant.Real(real.value()));
        }
        diagnostics.add(Diagnostic.at(real.span(), Code.ARITHMETIC, "the number is too large", "beyond 1.8e308"));
        return Optional.empty();
    }

    private Optional<Constant> reference(Name name, Symbol symbol) {
        return switch (symbol) {
            case Symbol.Parameter parameter -> parameter.value();
            case Symbol.Local(Name _, Operand.Number(Constant constant)) -> Optional.of(constant);
            case Symbol.Local(Name _, Operand.Broken()) -> Optional.empty();
            case Symbol.Extent _, Symbol.BoundWeight _, Symbol.Local _ ->
                wrongKind(name.span(), "'" + name + "', " + symbol.kind());
        };
    }

    private Optional<Constant> wrongKind(Span span, String found) {
        diagnostics.add(Diagnostic.at(span, Code.WRONG_KIND, "expected a number, found " + found, "must be a number"));
        return Optional.empty();
    }
}
