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
import java.util.Map;
import java.util.Optional;

/// Expressions that are known when the model is compiled, and shapes made of them. What cannot be settled is reported
/// and left empty.
final class ConstantChecker {

    private final Names names;
    private final Configuration configuration;
    private final ConfigReader config;
    private final ConstantOperators operators;
    private final Diagnostics diagnostics;

    ConstantChecker(Names names, Configuration configuration, Diagnostics diagnostics) {
        this.names = names;
        this.configuration = configuration;
        this.config = new ConfigReader(names, configuration, diagnostics);
        this.operators = new ConstantOperators(diagnostics);
        this.diagnostics = diagnostics;
    }

    /// The same with some more numbers known.
    ConstantChecker with(Map<String, Long> numbers) {
        Names inner = names.inner();
        numbers.forEach((name, value) -> inner.assign(
                new Symbol.Local(new Name(name, Span.NONE), new Operand.Literal(new Constant.Whole(value)))));
        return new ConstantChecker(inner, configuration, diagnostics);
    }

    /// What `expression` stands for.
    Optional<Constant> value(Expression expression) {
        return switch (expression) {
            case Expression.Whole(long value, Span _) -> Optional.of(new Constant.Whole(value));
            case Expression.Real real -> real(real);
            case Expression.Text(String text, Span _) -> Optional.of(new Constant.Text(text));
            case Expression.Flag(boolean flag, Span _) -> Optional.of(new Constant.Flag(flag));
            case Expression.Reference(Name name) -> names.read(name).flatMap(symbol -> reference(name, symbol));
            case Expression.Negation(Expression operand, Span span) ->
                number(operand)
                        .flatMap(value ->
                                operators.arithmetic(span, Expression.Operator.SUBTRACT, new Constant.Whole(0), value));
            case Expression.Not(Expression operand, Span _) ->
                condition(operand).map(holds -> new Constant.Flag(!holds));
            case Expression.Choice choice -> taken(choice).flatMap(this::value);
            case Expression.Fallback fallback -> value(taken(fallback));
            case Expression.Binary binary -> binary(binary);
            case Expression.Sequence sequence -> numbers(sequence).map(Constant.Numbers::new);
            case Expression.Call call -> call(call);
        };
    }

    /// The numbers of `[2, 1]`; nothing when one of them is none, which is reported.
    private Optional<List<Constant.Number>> numbers(Expression.Sequence sequence) {
        List<Constant.Number> numbers = sequence.elements().stream()
                .flatMap(element -> number(element).stream())
                .toList();
        return numbers.size() < sequence.elements().size() ? Optional.empty() : Optional.of(numbers);
    }

    /// A number or several; anything else is reported.
    Optional<Constant> numbers(Expression expression) {
        return value(expression).flatMap(value -> switch (value) {
            case Constant.Number number -> Optional.of(number);
            case Constant.Numbers numbers -> Optional.of(numbers);
            case Constant.Text _, Constant.Flag _ ->
                wrongKind(expression.span(), "numbers", described(expression, value));
        });
    }

    /// What a choice comes to; nothing when its condition has no value.
    Optional<Expression> taken(Expression.Choice choice) {
        skip(choice.then());
        skip(choice.otherwise());
        return condition(choice.condition()).map(holds -> holds ? choice.then() : choice.otherwise());
    }

    /// The value, or what stands in for it.
    Expression taken(Expression.Fallback fallback) {
        skip(fallback.value());
        skip(fallback.otherwise());
        return lacksKey(fallback.value()) ? fallback.otherwise() : fallback.value();
    }

    /// Another configuration may need what this one does not: its names are not unused.
    private void skip(Expression expression) {
        expression
                .references()
                .filter(name -> names.peek(name.text()).isPresent())
                .forEach(names::read);
    }

    /// A number; anything else is reported.
    Optional<Constant.Number> number(Expression expression) {
        if (expression instanceof Expression.Call call && ConfigReader.isAsked(call)) {
            return config.number(call);
        }
        return value(expression).flatMap(value -> switch (value) {
            case Constant.Number number -> Optional.of(number);
            case Constant.Text _, Constant.Flag _, Constant.Numbers _ ->
                wrongKind(expression.span(), "a number", described(expression, value));
        });
    }

    /// Whether a condition holds; anything else is reported.
    Optional<Boolean> condition(Expression expression) {
        return value(expression).flatMap(value -> switch (value) {
            case Constant.Flag(boolean holds) -> Optional.of(holds);
            case Constant.Text _, Constant.Number _, Constant.Numbers _ ->
                wrongKind(expression.span(), "a condition", described(expression, value));
        });
    }

    /// A text; anything else is reported.
    Optional<String> text(Expression expression) {
        return value(expression).flatMap(value -> switch (value) {
            case Constant.Text(String text) -> Optional.of(text);
            case Constant.Flag _, Constant.Number _, Constant.Numbers _ ->
                wrongKind(expression.span(), "a text", described(expression, value));
        });
    }

    /// Whether some `config` in `expression` asks for a key that the configuration does not have.
    boolean lacksKey(Expression expression) {
        return switch (expression) {
            case Expression.Whole _, Expression.Real _, Expression.Text _, Expression.Flag _, Expression.Reference _ ->
                false;
            case Expression.Negation(Expression operand, Span _) -> lacksKey(operand);
            case Expression.Not(Expression operand, Span _) -> lacksKey(operand);
            case Expression.Choice(Expression condition, Expression then, Expression otherwise) ->
                lacksKey(condition) || lacksKey(then) || lacksKey(otherwise);
            case Expression.Fallback(Expression value, Expression otherwise) -> lacksKey(value) && lacksKey(otherwise);
            case Expression.Sequence(List<Expression> elements, Span _) ->
                elements.stream().anyMatch(this::lacksKey);
            case Expression.Binary binary -> lacksKey(binary.left()) || lacksKey(binary.right());
            case Expression.Call call ->
                config.lacksKey(call)
                        .orElseGet(() -> call.arguments().stream().anyMatch(argument -> lacksKey(argument.value())));
        };
    }

    /// Whether a call of that name is one of this class's.
    static boolean isFunction(String name) {
        return name.equals(ConfigReader.CONFIG) || Arithmetic.operands(name).isPresent();
    }

    /// An integer of at least `least`.
    Optional<Long> whole(Expression expression, long least) {
        Optional<Constant.Number> value = number(expression);
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

    private Optional<Constant> binary(Expression.Binary binary) {
        return switch (binary.operator()) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE -> {
                Optional<Constant.Number> left = number(binary.left());
                Optional<Constant.Number> right = number(binary.right());
                yield left.isPresent() && right.isPresent()
                        ? operators
                                .arithmetic(binary.span(), binary.operator(), left.get(), right.get())
                                .map(result -> result)
                        : Optional.empty();
            }
            case AND, OR -> {
                boolean stops = binary.operator() == Expression.Operator.OR;
                Optional<Boolean> left = condition(binary.left());
                // What the left side decides, the right side may have no value for.
                skip(binary.right());
                yield (left.equals(Optional.of(stops)) ? left : left.flatMap(_ -> condition(binary.right())))
                        .map(Constant.Flag::new);
            }
            case EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST -> {
                Optional<Constant> left = value(binary.left());
                Optional<Constant> right = value(binary.right());
                yield left.isPresent() && right.isPresent()
                        ? operators.compare(binary, left.get(), right.get())
                        : Optional.empty();
            }
        };
    }

    private Optional<Constant> call(Expression.Call call) {
        if (ConfigReader.isAsked(call)) {
            return config.value(call);
        }
        if (Arithmetic.operands(call.operation().text()).isEmpty()) {
            return wrongKind(call.span(), "a number", "the result of an operation");
        }
        if (!operators.countMatches(call)) {
            return Optional.empty();
        }
        List<Constant.Number> numbers = call.arguments().stream()
                .flatMap(argument -> number(argument.value()).stream())
                .toList();
        return numbers.size() < call.arguments().size()
                ? Optional.empty()
                : operators.call(call, numbers).map(found -> found);
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
            case Symbol.Local(Name _, Operand.Literal(Constant constant)) -> Optional.of(constant);
            case Symbol.Local(Name _, Operand.Broken()) -> Optional.empty();
            case Symbol.Extent _, Symbol.BoundWeight _, Symbol.Local _ ->
                wrongKind(name.span(), "a number", "'" + name + "', " + symbol.kind());
        };
    }

    private static String described(Expression expression, Constant value) {
        return expression instanceof Expression.Reference(Name name) ? "'" + name + "', " + value.kind() : value.kind();
    }

    private <T> Optional<T> wrongKind(Span span, String wanted, String found) {
        diagnostics.add(
                Diagnostic.at(span, Code.WRONG_KIND, "expected " + wanted + ", found " + found, "must be " + wanted));
        return Optional.empty();
    }
}
