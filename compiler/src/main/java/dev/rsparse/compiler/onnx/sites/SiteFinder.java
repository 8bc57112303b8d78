package dev.rsparse.compiler.onnx.sites;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.rsparse.compiler.onnx.ExternalData;
import dev.rsparse.compiler.onnx.OnnxType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// model → its linears, each once for every place where it runs.
final class SiteFinder {

    /// Names that exporters make up: nobody could tell what they stand for.
    private static final Pattern MADE_UP = Pattern.compile("onnx::\\w+|val_\\d+|_?\\d+|.*_output_\\d+|");

    private record Candidate(Walk.Step step, LinearReader.Linear linear) {

        Scope.Value home() {
            return linear.weight().home();
        }
    }

    private final Walk walk;
    private final ConstantFinder constants;
    private final Consumers consumers;

    /// @param model one that is sound
    SiteFinder(ModelProto model) {
        this.walk = new Walk(model);
        this.constants = new ConstantFinder(model.getIrVersion());
        this.consumers = new Consumers(walk, constants);
    }

    Sites find() {
        LinearReader reader = new LinearReader(constants);
        Lookalikes lookalikes = new Lookalikes(constants);
        List<Candidate> found = new ArrayList<>();
        List<NotTaken> notTaken = new ArrayList<>();
        for (Walk.Step step : walk.steps()) {
            Optional<LinearReader.Read> read =
                    read(reader, step).or(() -> lookalikes.reason(step).map(LinearReader.IsNone::new));
            read.ifPresent(what -> {
                switch (what) {
                    case LinearReader.IsLinear(LinearReader.Linear linear) -> found.add(new Candidate(step, linear));
                    case LinearReader.IsNone(String reason) ->
                        notTaken.add(new NotTaken(step.path(), step.operator(), reason));
                }
            });
        }
        Map<String, Integer> uses = new HashMap<>();
        found.forEach(site -> uses.merge(site.home().name(), 1, Integer::sum));
        return new Sites(
                found.stream()
                        .map(site -> site(site, uses.get(site.home().name()) == 1))
                        .toList(),
                notTaken);
    }

    /// The weight of each linear, by its path.
    Map<String, Constant> weights() {
        Map<String, Constant> weights = new HashMap<>();
        LinearReader reader = new LinearReader(constants);
        for (Walk.Step step : walk.steps()) {
            if (read(reader, step).orElse(null) instanceof LinearReader.IsLinear(LinearReader.Linear linear)) {
                weights.put(step.path(), linear.weight());
            }
        }
        return weights;
    }

    /// The constants of the model.
    ConstantFinder constants() {
        return constants;
    }

    private static Optional<LinearReader.Read> read(LinearReader reader, Walk.Step step) {
        return switch (step.operator()) {
            case "MatMul" -> Optional.of(reader.matMul(step));
            case "Gemm" -> Optional.of(reader.gemm(step));
            default -> Optional.empty();
        };
    }

    private Site site(Candidate found, boolean weightIsItsOwn) {
        LinearReader.Linear linear = found.linear();
        Constant weight = linear.weight();
        Site.Weight described = new Site.Weight(
                weight.home().name(),
                weight.kind(),
                OnnxType.text(weight.tensor().getDataType()),
                ExternalData.isExternal(weight.tensor()),
                weight.behind(),
                consumers.of(weight));
        return new Site(
                selector(found, weightIsItsOwn),
                found.step().path(),
                found.step().operator(),
                linear.in(),
                linear.out(),
                linear.order(),
                described,
                bias(found),
                linear.scale(),
                linear.biasScale(),
                Modules.of(found.step().node()),
                place(found));
    }

    private static Site.Place place(Candidate found) {
        Walk.Step step = found.step();
        int weight = found.linear().order().weightFirst() ? 0 : 1;
        return new Site.Place(step.scope().hops(), step.index(), step.input(1 - weight), step.input(weight));
    }

    /// By the weight where its name means something and tells the linear from others, else by the node.
    private static String selector(Candidate found, boolean weightIsItsOwn) {
        String name = found.home().name();
        boolean named = found.linear().weight().kind() == Site.Kind.INITIALIZER
                && found.home().scope().isGraph()
                && !MADE_UP.matcher(name).matches();
        return named && weightIsItsOwn
                ? "weight(\"" + name + "\")"
                : "node(\"" + found.step().path() + "\")";
    }

    /// The third input of a Gemm, or the constant that the one reader of a product adds to it.
    private Optional<Site.Bias> bias(Candidate found) {
        Walk.Step step = found.step();
        if (!found.linear().bias().isEmpty()) {
            return bias(found, step, found.linear().bias());
        }
        return consumers
                .only(step.scope(), step.node())
                .filter(reader -> reader.operator().equals("Add"))
                .flatMap(add -> bias(found, add, add.input(0)).or(() -> bias(found, add, add.input(1))));
    }

    private Optional<Site.Bias> bias(Candidate found, Walk.Step adder, String input) {
        return constants
                .constant(adder.scope(), input)
                .filter(constant -> isBias(constant.dims(), found.linear()))
                .map(constant -> new Site.Bias(constant.home().name(), adder.path()));
    }

    /// Whether a constant of that shape adds one number to each result of a vector: results lie along the
    /// last axis, or along the one before when the weight is the left operand.
    private static boolean isBias(List<Long> dims, LinearReader.Linear linear) {
        boolean columns = linear.order().weightFirst();
        if (columns && (dims.size() < 2 || dims.getLast() != 1)) {
            return false;
        }
        List<Long> results = columns ? dims.subList(0, dims.size() - 1) : dims;
        return !results.isEmpty()
                && results.getLast() == linear.out()
                && results.stream().limit(results.size() - 1L).allMatch(extent -> extent == 1);
    }
}
