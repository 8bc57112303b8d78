package dev.rsparse.compiler.lsp;

import dev.rsparse.compiler.check.CheckedModel;
import dev.rsparse.compiler.check.Constant;
import dev.rsparse.compiler.check.SitePolicy;
import dev.rsparse.compiler.check.Vocabulary;
import dev.rsparse.compiler.inspect.Runs;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.grammar.Span;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.lsp4j.Position;

/// What there is to say about a place: shapes of values and weights, the policies in force for a linear, numbers,
/// operations. In Markdown.
final class Hovers {

    private final Document document;
    private final Position position;
    private final String word;

    private Hovers(Document document, Position position) {
        this.document = document;
        this.position = position;
        this.word = Places.word(document.text(), position);
    }

    static Optional<String> of(Document document, Position position) {
        Hovers hovers = new Hovers(document, position);
        return hovers.word.isEmpty()
                ? Optional.empty()
                : document.modelsAt(position).stream()
                        .flatMap(model -> hovers.ofModel(model).stream())
                        .findFirst()
                        .or(hovers::operation);
    }

    private Optional<String> ofModel(CheckedModel model) {
        return selector(model).or(() -> ofGraph(model));
    }

    /// What the selector around the position reaches.
    private Optional<String> selector(CheckedModel model) {
        return model.policies().values().stream()
                .flatMap(policy -> policy.reaches().stream())
                .filter(reach -> reach.selector()
                        .filter(span -> isHere(span) && Places.contains(span, position))
                        .isPresent())
                .findFirst()
                .map(reach -> "selects " + reach.paths().size() + " of " + code(model.name()) + ": "
                        + Runs.paths(reach.paths()).stream().map(Hovers::code).collect(Collectors.joining(", ")));
    }

    private Optional<String> ofGraph(CheckedModel model) {
        return around(model)
                .flatMap(node -> weight(node)
                        .filter(weight -> leaf(weight).equals(word))
                        .map(weight -> weight(model, weight, node)))
                .or(() -> around(model).filter(node -> node.op().equals(word)).map(this::call))
                .or(() -> value(model))
                .or(() -> bound(model))
                .or(() -> number(model));
    }

    /// The innermost call around the position, in the first of the layers that it stands for.
    private Optional<Node> around(CheckedModel model) {
        return model.graph().nodes().stream()
                .filter(node ->
                        isHere(node.at().span()) && Places.contains(node.at().span(), position))
                .min(Comparator.comparingLong(node -> Places.size(node.at().span())));
    }

    private boolean isHere(Span span) {
        return span.file().equals(document.name());
    }

    private String call(Node node) {
        String result = code(node.output().type().toString());
        return operation().map(text -> text + "\n\ngives " + result).orElse(result);
    }

    private Optional<String> operation() {
        return Vocabulary.operation(word)
                .map(found -> code(found.usage()) + "\n\n" + found.summary() + "\n\n" + code(found.types()));
    }

    /// The value of this name that was last given at the position.
    private Optional<String> value(CheckedModel model) {
        Optional<Value> made = model.graph().nodes().stream()
                .filter(node ->
                        node.output().name().equals(word) && node.at().span().line() <= position.getLine() + 1)
                .reduce((earlier, node) ->
                        node.at().span().line() > earlier.at().span().line() ? node : earlier)
                .map(Node::output);
        return made.or(() -> model.graph().inputs().stream()
                        .filter(input -> input.name().equals(word))
                        .findFirst())
                .map(value -> code(value.name() + ": " + value.type()));
    }

    /// A weight at the line that binds it.
    private Optional<String> bound(CheckedModel model) {
        return model.graph().nodes().stream()
                .filter(node ->
                        weight(node).filter(weight -> leaf(weight).equals(word)).isPresent())
                .findFirst()
                .map(node -> weight(model, weight(node).orElseThrow(), node));
    }

    private Optional<String> number(CheckedModel model) {
        Constant value = model.parameters().get(word);
        return Optional.ofNullable(value).map(found -> code("param " + word + " = " + found));
    }

    private String weight(CheckedModel model, Weight weight, Node node) {
        String text = code(weight.path() + ": " + weight.type()) + "\n\ntensor " + code(weight.tensor());
        if (!(node instanceof Node.Linear)) {
            return text;
        }
        List<String> policies = model.policies().values().stream()
                .flatMap(policy -> Stream.ofNullable(policy.sites().get(weight.path()))
                        .filter(site -> !site.decidedBy().isEmpty())
                        .map(site -> "- " + code(policy.name()) + ": " + policy(site)))
                .toList();
        return policies.isEmpty() ? text : text + "\n\n" + String.join("\n", policies);
    }

    private static String policy(SitePolicy site) {
        return site.decidedBy().entrySet().stream()
                .filter(rule -> site.sparse() || rule.getKey().equals("mode"))
                .map(rule ->
                        value(site, rule.getKey()) + " (line " + rule.getValue().line() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String value(SitePolicy site, String property) {
        return switch (property) {
            case "mode" -> site.sparse() ? "rsparse" : "dense";
            case "sparsity" -> "sparsity " + Math.round(site.sparsity() * 10_000) / 100.0 + "%";
            case "split" -> "split " + site.split();
            case "rank" -> "rank " + site.rank().orElse(0);
            case "skip" -> "skip " + site.skip().text();
            case "phase" -> "phase " + site.phase().text();
            case "mask" -> "mask " + (site.sharedMask() ? "shared" : "own");
            case "score" -> "score " + (site.gamma() == 0 ? "magnitude" : "column_norm");
            case "gamma" -> "gamma " + site.gamma();
            default -> property;
        };
    }

    private static Optional<Weight> weight(Node node) {
        return switch (node) {
            case Node.Linear linear -> Optional.of(linear.weight());
            case Node.Gather gather -> Optional.of(gather.table());
            case Node.Positions positions -> Optional.of(positions.table());
            case Node.RmsNorm norm -> norm.scale();
            case Node.LayerNorm norm -> Optional.of(norm.scale());
            case Node.AddBias sum -> Optional.of(sum.bias());
            default -> Optional.empty();
        };
    }

    private static String leaf(Weight weight) {
        return weight.path().substring(weight.path().lastIndexOf('.') + 1);
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
