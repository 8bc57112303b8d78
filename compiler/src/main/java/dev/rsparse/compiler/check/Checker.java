package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.ParseResult;
import dev.rsparse.grammar.SourceFile;
import dev.rsparse.grammar.SourceParser;
import dev.rsparse.grammar.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Checks a whole file: its imports, then each model, the policies against its linears, and its targets.
public final class Checker {

    private static final String LANGUAGE_VERSION = "1";
    private static final List<String> ITEMS = List.of("import", "fn", "model", "policy", "target");

    private final SourceFile file;
    private final CheckpointSource checkpoint;
    private final Diagnostics diagnostics = new Diagnostics();
    private final Imports imports;
    private final List<Item> models = new ArrayList<>();
    private final List<Item.Function> functions = new ArrayList<>();
    private final List<Item.Policy> policies = new ArrayList<>();
    private final List<Item.Target> targets = new ArrayList<>();

    private Checker(SourceFile file, CheckpointSource checkpoint, ImportSource files) {
        this.file = file;
        this.checkpoint = checkpoint;
        this.imports = new Imports(files, diagnostics);
    }

    /// Parses and checks the text of a file; `fileName` is what diagnostics call it.
    public static CheckResult check(String fileName, String text, CheckpointSource checkpoint) {
        return check(fileName, text, checkpoint, ImportSource.NONE);
    }

    /// Parses and checks the text of a file.
    ///
    /// @param fileName what diagnostics call it
    /// @param files where the files are that it imports by a path
    public static CheckResult check(String fileName, String text, CheckpointSource checkpoint, ImportSource files) {
        ParseResult parsed = SourceParser.parse(fileName, text);
        return parsed.tree()
                .map(tree -> check(tree, checkpoint, files))
                .orElseGet(() -> new CheckResult(
                        List.of(), parsed.errors().stream().map(Diagnostic::of).toList(), Map.of()));
    }

    /// Settles every name, shape, dtype and policy of `file`; asks `checkpoint` for headers only.
    public static CheckResult check(SourceFile file, CheckpointSource checkpoint) {
        return check(file, checkpoint, ImportSource.NONE);
    }

    /// Settles every name, shape, dtype and policy of `file`; asks `checkpoint` for headers only.
    ///
    /// @param files where the files are that it imports by a path
    public static CheckResult check(SourceFile file, CheckpointSource checkpoint, ImportSource files) {
        Checker checker = new Checker(file, checkpoint, files);
        List<CheckedModel> models = checker.run();
        List<Diagnostic> found = checker.diagnostics.sorted();
        return new CheckResult(checker.diagnostics.hasErrors() ? List.of() : models, found, checker.imports.texts());
    }

    private List<CheckedModel> run() {
        if (!file.version().equals(LANGUAGE_VERSION)) {
            diagnostics.add(Diagnostic.at(
                    file.versionSpan(),
                    Code.LANGUAGE_VERSION,
                    "language version " + file.version() + " is not known",
                    "expected " + LANGUAGE_VERSION));
            return List.of();
        }
        imports.read(file);
        file.items().forEach(this::sort);
        if (models.isEmpty()) {
            reportNoModel();
            return List.of();
        }
        Functions known = new Functions(
                Stream.concat(functions.stream(), imports.functions().stream()).toList(), diagnostics);
        TargetModels owners = new TargetModels(modelNames(), policies, diagnostics);
        Set<String> policyNames = declare();
        PolicyInheritance inheritance = new PolicyInheritance(policies, diagnostics);
        List<Item.Policy> complete =
                policies.stream().map(inheritance::complete).toList();
        Targets made = Targets.read(targets, owners, policyNames, diagnostics);
        List<CheckedModel> checked = new ArrayList<>();
        for (Item item : models) {
            ModelSource source = new ModelSource(checkpoint, imports, diagnostics);
            source.of(item).ifPresent(found -> checked.add(check(found, known, complete, made)));
        }
        return checked;
    }

    private void sort(Item item) {
        switch (item) {
            case Item.Model model -> models.add(model);
            case Item.ImportedModel model -> models.add(model);
            case Item.Function function -> functions.add(function);
            case Item.Policy policy -> policies.add(policy);
            case Item.Target target -> targets.add(target);
            case Item.Import _ -> {}
            case Item.Unknown unknown -> diagnostics.add(UnknownWord.describe(unknown.word(), ITEMS, List.of()));
        }
    }

    private void reportNoModel() {
        if (!diagnostics.hasErrors()) {
            Span start = new Span(file.versionSpan().file(), 1, 1, 1, 1);
            diagnostics.add(Diagnostic.at(start, Code.MISSING_PART, "the file has no model", ""));
        }
    }

    private CheckedModel check(ModelSource.Found model, Functions known, List<Item.Policy> all, Targets made) {
        String name = model.name().text();
        model.context().ifPresent(diagnostics::enter);
        ModelChecker checker =
                new ModelChecker(model.graph(), model.checkpoint(), model.configuration(), known, diagnostics);
        Graph graph = checker.check(name);
        model.context().ifPresent(_ -> diagnostics.leave());
        Map<String, CheckedPolicy> checked = new LinkedHashMap<>();
        PolicyChecker policyChecker = new PolicyChecker(
                diagnostics.hasErrors() ? Optional.empty() : Optional.of(graph), checker.constants(), diagnostics);
        checked.put(CheckedPolicy.DENSE, policyChecker.dense());
        for (Item.Policy policy : all) {
            if (policy.model().isEmpty() || policy.model().getFirst().text().equals(name)) {
                checked.put(policy.name().text(), policyChecker.check(policy));
            }
        }
        return new CheckedModel(
                name,
                model.name().span(),
                model.folder(),
                checker.weightsGlob(),
                checker.views(),
                graph,
                checker.parameters(),
                checked,
                made.classes(name),
                made.onnx(name));
    }

    /// The names of the policies; what is wrong with them is reported.
    private Set<String> declare() {
        Map<String, Span> names = new LinkedHashMap<>();
        for (Item.Policy policy : policies) {
            Name name = policy.name();
            if (name.text().equals(CheckedPolicy.DENSE)) {
                diagnostics.add(Diagnostic.at(
                        name.span(),
                        Code.DUPLICATE_NAME,
                        "policy 'dense' is always there and thins nothing",
                        "choose another name"));
            }
            Span earlier = names.putIfAbsent(name.text(), name.span());
            if (earlier != null) {
                diagnostics.add(twice("policy", name, earlier));
            }
        }
        Set<String> all = new LinkedHashSet<>(names.keySet());
        all.add(CheckedPolicy.DENSE);
        return all;
    }

    /// The names of the models.
    private List<String> modelNames() {
        Map<String, Span> names = new LinkedHashMap<>();
        for (Item item : models) {
            Name name = ModelSource.name(item);
            Span earlier = names.putIfAbsent(name.text(), name.span());
            if (earlier != null) {
                diagnostics.add(twice("model", name, earlier));
            }
        }
        return List.copyOf(names.keySet());
    }

    private static Diagnostic twice(String kind, Name name, Span earlier) {
        return Diagnostic.at(name.span(), Code.DUPLICATE_NAME, kind + " '" + name + "' is given twice", "given again")
                .with(earlier, "given first");
    }
}
