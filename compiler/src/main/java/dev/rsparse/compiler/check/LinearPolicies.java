package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.TensorCatalog;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.ParseResult;
import dev.rsparse.grammar.SourceFile;
import dev.rsparse.grammar.SourceParser;
import dev.rsparse.grammar.Span;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Policies of a file, for the linears of a model that the file does not describe. Its models are not
/// looked at, nor are policies for them: a policy without `for` applies.
public final class LinearPolicies {

    /// @param policy there is one exactly when no diagnostic is an error
    public record Result(Optional<CheckedPolicy> policy, List<Diagnostic> diagnostics) {}

    /// An ONNX model has no configuration to ask.
    private final class NoCheckpoint implements CheckpointSource {

        @Override
        public ModelConfig config() {
            throw new CheckpointException(
                    Diagnostic.inFile(fileName, Code.ONNX_POLICY, "a policy for an ONNX model asks for config.json")
                            .help("write the number itself"));
        }

        @Override
        public TensorCatalog open(String glob) {
            throw new IllegalStateException("policies name no files of weights");
        }
    }

    private final String fileName;
    private final Graph graph;
    private final Diagnostics diagnostics = new Diagnostics();

    private LinearPolicies(String fileName, Graph graph) {
        this.fileName = fileName;
        this.graph = graph;
    }

    /// Checks one policy of a file.
    ///
    /// @param fileName what diagnostics call it
    /// @param name of the policy; empty for the only one that applies
    /// @param graph the linears, and nothing else
    public static Result check(String fileName, String text, Optional<String> name, Graph graph) {
        ParseResult parsed = SourceParser.parse(fileName, text);
        LinearPolicies policies = new LinearPolicies(fileName, graph);
        parsed.errors().stream().map(Diagnostic::of).forEach(policies.diagnostics::add);
        Optional<CheckedPolicy> checked = parsed.tree().flatMap(tree -> policies.check(tree, name));
        List<Diagnostic> found = policies.diagnostics.sorted();
        return new Result(policies.diagnostics.hasErrors() ? Optional.empty() : checked, found);
    }

    private Optional<CheckedPolicy> check(SourceFile tree, Optional<String> name) {
        List<Item.Policy> all = tree.items().stream()
                .filter(Item.Policy.class::isInstance)
                .map(Item.Policy.class::cast)
                .toList();
        List<Item.Policy> free =
                all.stream().filter(policy -> policy.model().isEmpty()).toList();
        List<Item.Policy> asked = free.stream()
                .filter(policy -> name.map(policy.name().text()::equals).orElse(true))
                .toList();
        if (asked.size() != 1) {
            reportChoice(free, name, asked.size());
            return Optional.empty();
        }
        ConstantChecker constants = new ConstantChecker(
                Names.top(diagnostics), new Configuration(new NoCheckpoint(), diagnostics), diagnostics);
        Item.Policy complete = new PolicyInheritance(all, diagnostics).complete(asked.getFirst());
        CheckedPolicy checked = new PolicyChecker(Optional.of(graph), constants, diagnostics).check(complete);
        refuse(checked);
        return Optional.of(checked);
    }

    private void reportChoice(List<Item.Policy> free, Optional<String> name, int found) {
        List<String> names = free.stream().map(policy -> policy.name().text()).toList();
        String problem = name.filter(_ -> found == 0)
                .map(wanted -> "no policy without 'for' is called '" + wanted + "'")
                .orElse("the file has " + names.size() + " policies without 'for', and the command takes one");
        Optional<String> near = name.flatMap(wanted -> Suggestion.nearest(wanted, names));
        String help = near.map(meant -> "did you mean '" + meant + "'?")
                .orElse(
                        names.isEmpty()
                                ? "write policy NAME { … }, without a model behind the name"
                                : "name one behind the file, FILE.rsp:NAME: "
                                        + names.stream().collect(Collectors.joining(", ")));
        diagnostics.add(Diagnostic.inFile(fileName, Code.UNKNOWN_NAME, problem).help(help));
    }

    /// What only the compiler's own classes can do.
    private void refuse(CheckedPolicy policy) {
        policy.rotation().ifPresent(span -> refuse(span, "rotates a residual stream"));
        policy.tune().ifPresent(tune -> refuse(tune.span(), "leaves figures to a search"));
        policy.sites().values().stream().filter(SitePolicy::sparse).forEach(site -> {
            if (site.skip() == Skip.ROWS) {
                refuse(site.decidedBy().get(PolicySetting.Skipping.SUBJECT), "skips rows");
            } else if (site.sharedMask()) {
                refuse(site.decidedBy().get(PolicySetting.Masking.SUBJECT), "shares masks");
            }
        });
        if (!policy.formats().isEmpty()) {
            policy.reaches().stream()
                    .filter(reach -> policy.formats().keySet().containsAll(reach.paths()))
                    .findFirst()
                    .ifPresent(reach -> refuse(reach.block(), "says how weights are stored"));
        }
    }

    private void refuse(Span span, String asks) {
        diagnostics.add(Diagnostic.at(
                        span, Code.ONNX_POLICY, "a policy for an ONNX model " + asks, "not in a rewritten ONNX model")
                .help("sparsity, split, rank, score and gamma of linears can be given"));
    }
}
