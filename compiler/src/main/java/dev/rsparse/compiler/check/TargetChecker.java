package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Property;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.StripLayout;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.SourceVersion;

/// Reads `target jvm` blocks.
final class TargetChecker {

    static final List<String> KNOWN =
            List.of("package", "class", "emit", "model", "policy", "threads", "weights", "kv_cache");

    private final Set<String> policies;
    private final Diagnostics diagnostics;

    /// @param policies the names a target may run, those with mistakes among them
    TargetChecker(Set<String> policies, Diagnostics diagnostics) {
        this.policies = policies;
        this.diagnostics = diagnostics;
    }

    Optional<JvmTarget> check(Item.Target target) {
        TargetProperties given = new TargetProperties(target, KNOWN, diagnostics);
        emit(given);
        String packageName = packageName(given);
        Optional<String> className = className(target, given);
        String policy = given.policy(policies);
        int threads = given.whole("threads", 1, ModelInfo.MOST_THREADS, JvmTarget.DEFAULT_THREADS, "threads 2;");
        Optional<StripLayout> weights =
                given.find("weights").flatMap(property -> WeightFormat.read(property, diagnostics));
        Optional<CacheFormat> kvCache = kvCache(given);
        return className.map(name -> new JvmTarget(packageName, name, policy, threads, weights, kvCache));
    }

    private void emit(TargetProperties given) {
        Optional<Property.Value.Word> form = given.word("emit", "a word: emit source;");
        if (form.isPresent() && !form.get().text().equals("source")) {
            diagnostics.add(Diagnostic.at(
                            form.get().span(),
                            Code.NOT_SUPPORTED,
                            "emit " + form.get().text() + " is not supported yet",
                            "refused, not ignored")
                    .help("emit source; writes a Java class"));
        }
    }

    private String packageName(TargetProperties given) {
        Property property = given.find("package").orElse(null);
        if (property == null) {
            return "";
        }
        if (property.values().size() != 1
                || !(property.values().getFirst() instanceof Property.Value.Text(String text, var span))) {
            given.reportValue(property, "a text: package \"com.example\";");
            return "";
        }
        if (!SourceVersion.isName(text)) {
            diagnostics.add(Diagnostic.at(
                    span, Code.JAVA_NAME, "'" + text + "' is not a Java package name", "not a package name"));
        }
        return text;
    }

    private Optional<String> className(Item.Target target, TargetProperties given) {
        Optional<Property.Value.Word> word = given.word("class", "a name: class Llama;");
        if (given.find("class").isEmpty()) {
            diagnostics.add(Diagnostic.at(
                    target.kind().span(), Code.MISSING_PART, "the target names no class", "expected class NAME;"));
        }
        word.filter(name -> !SourceVersion.isName(name.text()))
                .ifPresent(name -> diagnostics.add(Diagnostic.at(
                        name.span(), Code.JAVA_NAME, "'" + name.text() + "' is not a Java class name", "reserved")));
        return word.map(Property.Value.Word::text);
    }

    private Optional<CacheFormat> kvCache(TargetProperties given) {
        String expected = "a word: kv_cache f32; or bf16, f16";
        return given.word("kv_cache", expected).flatMap(word -> switch (word.text()) {
            case "f32" -> Optional.of(CacheFormat.F32);
            case "bf16" -> Optional.of(CacheFormat.BF16);
            case "f16" -> Optional.of(CacheFormat.F16);
            default -> {
                given.reportValue(given.find("kv_cache").orElseThrow(), expected);
                yield Optional.empty();
            }
        });
    }
}
