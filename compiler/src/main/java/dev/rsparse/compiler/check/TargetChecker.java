package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Property;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.StripLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.SourceVersion;

/// Reads `target` blocks.
final class TargetChecker {

    private static final List<String> KNOWN =
            List.of("package", "class", "emit", "policy", "threads", "weights", "kv_cache");
    private static final List<String> LATER_KINDS = List.of("onnx");

    private final Set<String> policies;
    private final Diagnostics diagnostics;

    /// @param policies the names a target may run, those with mistakes among them
    TargetChecker(Set<String> policies, Diagnostics diagnostics) {
        this.policies = policies;
        this.diagnostics = diagnostics;
    }

    Optional<JvmTarget> check(Item.Target target) {
        if (!target.kind().text().equals("jvm")) {
            diagnostics.add(UnknownWord.describe(target.kind(), List.of("jvm"), LATER_KINDS));
            return Optional.empty();
        }
        Map<String, Property> given = index(target);
        emit(given);
        String packageName = packageName(given);
        Optional<String> className = className(target, given);
        String policy = policy(given);
        int threads = threads(given);
        Optional<StripLayout> weights =
                Optional.ofNullable(given.get("weights")).flatMap(property -> WeightFormat.read(property, diagnostics));
        Optional<CacheFormat> kvCache = kvCache(given);
        return className.map(name -> new JvmTarget(packageName, name, policy, threads, weights, kvCache));
    }

    private Map<String, Property> index(Item.Target target) {
        Map<String, Property> given = new HashMap<>();
        for (Property property : target.properties()) {
            String name = property.name().text();
            if (!KNOWN.contains(name)) {
                reportUnknown(property);
            } else if (given.containsKey(name)) {
                diagnostics.add(Diagnostic.at(
                                property.span(), Code.DUPLICATE_NAME, "'" + name + "' is given twice", "given again")
                        .with(given.get(name).span(), "given first"));
            } else {
                given.put(name, property);
            }
        }
        return given;
    }

    private void emit(Map<String, Property> given) {
        Optional<Property.Value.Word> form = word(given, "emit", "a word: emit source;");
        if (form.isPresent() && !form.get().text().equals("source")) {
            diagnostics.add(Diagnostic.at(
                            form.get().span(),
                            Code.NOT_SUPPORTED,
                            "emit " + form.get().text() + " is not supported yet",
                            "refused, not ignored")
                    .help("emit source; writes a Java class"));
        }
    }

    private String packageName(Map<String, Property> given) {
        Property property = given.get("package");
        if (property == null) {
            return "";
        }
        if (property.values().size() != 1
                || !(property.values().getFirst() instanceof Property.Value.Text(String text, var span))) {
            reportValue(property, "a text: package \"com.example\";");
            return "";
        }
        if (!SourceVersion.isName(text)) {
            diagnostics.add(Diagnostic.at(
                    span, Code.JAVA_NAME, "'" + text + "' is not a Java package name", "not a package name"));
        }
        return text;
    }

    private Optional<String> className(Item.Target target, Map<String, Property> given) {
        Optional<Property.Value.Word> word = word(given, "class", "a name: class Llama;");
        if (!given.containsKey("class")) {
            diagnostics.add(Diagnostic.at(
                    target.kind().span(), Code.MISSING_PART, "the target names no class", "expected class NAME;"));
        }
        word.filter(name -> !SourceVersion.isName(name.text()))
                .ifPresent(name -> diagnostics.add(Diagnostic.at(
                        name.span(), Code.JAVA_NAME, "'" + name.text() + "' is not a Java class name", "reserved")));
        return word.map(Property.Value.Word::text);
    }

    private String policy(Map<String, Property> given) {
        Optional<Property.Value.Word> word = word(given, "policy", "a name: policy dense;");
        word.filter(name -> !policies.contains(name.text())).ifPresent(name -> {
            Diagnostic unknown = Diagnostic.at(
                    name.span(), Code.UNKNOWN_NAME, "unknown policy '" + name.text() + "'", "no policy has this name");
            diagnostics.add(Suggestion.nearest(name.text(), policies)
                    .map(meant -> unknown.help("did you mean '" + meant + "'?"))
                    .orElseGet(() -> unknown.help("policies: " + String.join(", ", policies))));
        });
        return word.map(Property.Value.Word::text).orElse(CheckedPolicy.DENSE);
    }

    private int threads(Map<String, Property> given) {
        Property property = given.get("threads");
        if (property == null) {
            return JvmTarget.DEFAULT_THREADS;
        }
        if (property.values().size() == 1
                && property.values().getFirst() instanceof Property.Value.Number number
                && !number.percent()
                && number.value() == Math.rint(number.value())
                && number.value() >= 1
                && number.value() <= ModelInfo.MOST_THREADS) {
            return (int) number.value();
        }
        reportValue(property, "a whole number from 1 to " + ModelInfo.MOST_THREADS + ": threads 2;");
        return JvmTarget.DEFAULT_THREADS;
    }

    private Optional<CacheFormat> kvCache(Map<String, Property> given) {
        String expected = "a word: kv_cache f32; or bf16, f16";
        return word(given, "kv_cache", expected).flatMap(word -> switch (word.text()) {
            case "f32" -> Optional.of(CacheFormat.F32);
            case "bf16" -> Optional.of(CacheFormat.BF16);
            case "f16" -> Optional.of(CacheFormat.F16);
            default -> {
                reportValue(given.get("kv_cache"), expected);
                yield Optional.empty();
            }
        });
    }

    private Optional<Property.Value.Word> word(Map<String, Property> given, String name, String expected) {
        Property property = given.get(name);
        if (property == null) {
            return Optional.empty();
        }
        if (property.values().size() == 1 && property.values().getFirst() instanceof Property.Value.Word word) {
            return Optional.of(word);
        }
        reportValue(property, expected);
        return Optional.empty();
    }

    private void reportValue(Property property, String expected) {
        diagnostics.add(Diagnostic.at(
                property.span(), Code.PROPERTY_VALUE, property.name() + " takes " + expected, "wrong value"));
    }

    private void reportUnknown(Property property) {
        Diagnostic unknown = Diagnostic.at(
                property.name().span(),
                Code.UNKNOWN_PROPERTY,
                "unknown property '" + property.name() + "'",
                "not a property of a target");
        diagnostics.add(Suggestion.nearest(property.name().text(), KNOWN)
                .map(meant -> unknown.help("did you mean '" + meant + "'?"))
                .orElseGet(() -> unknown.help("properties: " + String.join(", ", KNOWN))));
    }
}
