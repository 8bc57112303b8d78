package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.ParseResult;
import dev.rsparse.grammar.SourceFile;
import dev.rsparse.grammar.SourceParser;
import dev.rsparse.grammar.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks a whole file: its model, then its policies against the model's linears, then its targets.
public final class Checker {

    private static final String LANGUAGE_VERSION = "1";
    private static final List<String> ITEMS = List.of("model", "policy", "target");
    private static final List<String> LATER_ITEMS = List.of("import");

    private final SourceFile file;
    private final CheckpointSource checkpoint;
    private final Diagnostics diagnostics = new Diagnostics();

    private Checker(SourceFile file, CheckpointSource checkpoint) {
        this.file = file;
        this.checkpoint = checkpoint;
    }

    /// Parses and checks the text of a file; `fileName` is what diagnostics call it.
    public static CheckResult check(String fileName, String text, CheckpointSource checkpoint) {
        ParseResult parsed = SourceParser.parse(fileName, text);
        return parsed.tree()
                .map(tree -> check(tree, checkpoint))
                .orElseGet(() -> new CheckResult(
                        Optional.empty(),
                        parsed.errors().stream().map(Diagnostic::of).toList()));
    }

    /// Settles every name, shape, dtype and policy of `file`; asks `checkpoint` for headers only.
    public static CheckResult check(SourceFile file, CheckpointSource checkpoint) {
        Checker checker = new Checker(file, checkpoint);
        Optional<CheckedModel> model = checker.run();
        List<Diagnostic> found = checker.diagnostics.sorted();
        return new CheckResult(checker.diagnostics.hasErrors() ? Optional.empty() : model, found);
    }

    private Optional<CheckedModel> run() {
        if (!file.version().equals(LANGUAGE_VERSION)) {
            diagnostics.add(Diagnostic.at(
                    file.versionSpan(),
                    Code.LANGUAGE_VERSION,
                    "language version " + file.version() + " is not known",
                    "expected " + LANGUAGE_VERSION));
            return Optional.empty();
        }
        List<Item.Model> models = new ArrayList<>();
        List<Item.Policy> policies = new ArrayList<>();
        List<Item.Target> targets = new ArrayList<>();
        for (Item item : file.items()) {
            switch (item) {
                case Item.Model model -> models.add(model);
                case Item.Policy policy -> policies.add(policy);
                case Item.Target target -> targets.add(target);
                case Item.ImportedModel imported ->
                    diagnostics.add(UnknownWord.notSupported(imported.name(), "a model from " + imported.format()));
                case Item.Unknown unknown -> diagnostics.add(UnknownWord.describe(unknown.word(), ITEMS, LATER_ITEMS));
            }
        }
        if (models.isEmpty()) {
            reportNoModel();
            return Optional.empty();
        }
        models.stream()
                .skip(1)
                .forEach(second ->
                        diagnostics.add(UnknownWord.notSupported(second.name(), "a second model in one file")));
        return Optional.of(check(models.getFirst(), policies, targets));
    }

    private void reportNoModel() {
        if (!diagnostics.hasErrors()) {
            Span start = new Span(file.versionSpan().file(), 1, 1, 1, 1);
            diagnostics.add(Diagnostic.at(start, Code.MISSING_PART, "the file has no model", ""));
        }
    }

    private CheckedModel check(Item.Model model, List<Item.Policy> policies, List<Item.Target> targets) {
        ModelChecker modelChecker = new ModelChecker(model, checkpoint, diagnostics);
        Graph graph = modelChecker.check();
        Set<String> policyNames = declare(policies, model);
        Map<String, CheckedPolicy> checked = new LinkedHashMap<>();
        PolicyChecker policyChecker = new PolicyChecker(
                diagnostics.hasErrors() ? Optional.empty() : Optional.of(graph), modelChecker.constants(), diagnostics);
        checked.put(CheckedPolicy.DENSE, policyChecker.dense());
        policies.forEach(policy -> checked.put(policy.name().text(), policyChecker.check(policy)));
        TargetChecker targetChecker = new TargetChecker(policyNames, diagnostics);
        List<JvmTarget> checkedTargets = new ArrayList<>();
        Map<String, Span> classes = new HashMap<>();
        for (Item.Target target : targets) {
            targetChecker.check(target).ifPresent(found -> {
                reportSameClass(found, target, classes);
                checkedTargets.add(found);
            });
        }
        return new CheckedModel(
                model.name().text(),
                modelChecker.weightsGlob(),
                graph,
                modelChecker.parameters(),
                checked,
                checkedTargets);
    }

    private void reportSameClass(JvmTarget target, Item.Target source, Map<String, Span> classes) {
        Span earlier = classes.putIfAbsent(target.packageName() + "." + target.className(), source.span());
        if (earlier != null) {
            diagnostics.add(Diagnostic.at(
                            source.kind().span(),
                            Code.DUPLICATE_NAME,
                            "two targets make class " + target.className(),
                            "given again")
                    .with(earlier, "given first"));
        }
    }

    private Set<String> declare(List<Item.Policy> policies, Item.Model model) {
        Map<String, Span> names = new LinkedHashMap<>();
        for (Item.Policy policy : policies) {
            String name = policy.name().text();
            if (name.equals(CheckedPolicy.DENSE)) {
                diagnostics.add(Diagnostic.at(
                        policy.name().span(),
                        Code.DUPLICATE_NAME,
                        "policy 'dense' is always there and thins nothing",
                        "choose another name"));
            }
            Span earlier = names.putIfAbsent(name, policy.name().span());
            if (earlier != null) {
                diagnostics.add(Diagnostic.at(
                                policy.name().span(),
                                Code.DUPLICATE_NAME,
                                "policy '" + name + "' is given twice",
                                "given again")
                        .with(earlier, "given first"));
            }
            policy.model().forEach(target -> checkModelName(target, model));
        }
        Set<String> all = new LinkedHashSet<>(names.keySet());
        all.add(CheckedPolicy.DENSE);
        return all;
    }

    private void checkModelName(Name name, Item.Model model) {
        String known = model.name().text();
        if (!name.text().equals(known)) {
            Diagnostic unknown = Diagnostic.at(
                    name.span(), Code.UNKNOWN_NAME, "unknown model '" + name + "'", "no model has this name");
            diagnostics.add(Suggestion.nearest(name.text(), List.of(known))
                    .map(unknown::didYouMean)
                    .orElseGet(() -> unknown.help("the file's model is '" + known + "'")));
        }
    }
}
