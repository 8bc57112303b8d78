package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Span;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `config("key")`: values of the checkpoint's `config.json`.
final class ConfigReader {

    static final String CONFIG = "config";

    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)\\}");

    private final Names names;
    private final Configuration configuration;
    private final Diagnostics diagnostics;

    ConfigReader(Names names, Configuration configuration, Diagnostics diagnostics) {
        this.names = names;
        this.configuration = configuration;
        this.diagnostics = diagnostics;
    }

    /// Whether `expression` asks the configuration for something.
    static boolean isAsked(Expression expression) {
        return expression instanceof Expression.Call call
                && call.operation().text().equals(CONFIG);
    }

    /// Any value; none is reported.
    Optional<Constant> value(Expression.Call call) {
        return read(call, Constant.class, "a value");
    }

    /// A number; none is reported.
    Optional<Constant.Number> number(Expression.Call call) {
        return read(call, Constant.Number.class, "a number");
    }

    /// Whether `call` asks for a key that the configuration does not have; nothing when it asks for none.
    Optional<Boolean> lacksKey(Expression.Call call) {
        return key(call)
                .map(key ->
                        configuration.isReadable() && configuration.find(key).isEmpty());
    }

    /// The key that `call` asks the configuration for, if it asks for one.
    private Optional<String> key(Expression.Call call) {
        return isAsked(call)
                        && call.arguments().size() == 1
                        && call.arguments().getFirst().name().isEmpty()
                        && call.arguments().getFirst().value() instanceof Expression.Text(String key, Span _)
                ? Optional.of(filled(key))
                : Optional.empty();
    }

    /// The key with numbers in the place of their names: `layer_types.{i}`.
    private String filled(String key) {
        Matcher place = PLACE.matcher(key);
        return place.replaceAll(found ->
                names.peek(found.group(1)).orElse(null) instanceof Symbol.Parameter(Name name, Optional<Constant> value)
                                && value.isPresent()
                        ? Matcher.quoteReplacement(used(name, value.get()))
                        : Matcher.quoteReplacement(found.group()));
    }

    private String used(Name name, Constant value) {
        names.read(name);
        return value.toString();
    }

    /// @param wanted what it must be, in words
    private <T extends Constant> Optional<T> read(Expression.Call call, Class<T> kind, String wanted) {
        Optional<String> key = key(call);
        if (key.isEmpty()) {
            diagnostics.add(
                    Diagnostic.at(call.span(), Code.ARGUMENTS, "config takes one text", "expected config(\"key\")"));
            return Optional.empty();
        }
        Optional<T> value =
                configuration.constant(key.get()).filter(kind::isInstance).map(kind::cast);
        if (value.isEmpty() && configuration.isReadable()) {
            String found = configuration
                    .find(key.get())
                    .map(other -> "holds " + other + ", not " + wanted)
                    .orElse("is absent");
            Span span = call.arguments().getFirst().value().span();
            diagnostics.add(Diagnostic.at(span, Code.CONFIG_KEY, "config.json: \"" + key.get() + "\" " + found, found));
        }
        return value;
    }
}
