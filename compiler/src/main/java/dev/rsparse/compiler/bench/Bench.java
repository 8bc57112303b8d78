package dev.rsparse.compiler.bench;

import dev.rsparse.runtime.CompiledModel;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Measures a model, and the dense one beside it, in alternating rounds: whatever slows the machine down for a
/// while slows both, and the memory's read bandwidth, which is taken in the same rounds.
public final class Bench {

    private static final int STREAMS = 8;

    /// Samplers before this one read memory; from it on, prompt and decode of each model alternate.
    private static final int FIRST_MODEL = 2;

    /// A sum calls its method once for every piece of memory: a thousand times and more.
    private static final int LEAST_SUMS = 3;

    /// Prompts are read for about so many seconds before they are measured. In one that takes longer every kernel
    /// is called often enough.
    private static final double PROMPT_WARM_UP = 2;

    private static final int MOST_PROMPTS = 50;

    private final BenchSettings settings;
    private final PrintWriter progress;

    /// @param progress told what goes on
    public Bench(BenchSettings settings, PrintWriter progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /// A model that is open and warm.
    private record Warm(
            Variant variant, double openSeconds, Runner runner, Optional<GroupRunner> group, WarmUp warmUp) {}

    /// Opens, warms up and measures.
    ///
    /// @param own what to measure
    /// @param dense what to compare it with
    public BenchReport run(Variant own, Optional<Variant> dense) {
        Machine machine = Machine.detect();
        HeapMeter heap = new HeapMeter();
        List<Warm> models = new ArrayList<>();
        models.add(warm(own));
        dense.ifPresent(variant -> models.add(warm(variant)));
        Measured measured = measure(models, ReadTeam.bytes(machine));
        List<BenchReport.Figures> figures = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            figures.add(figures(models.get(i), measured, i));
        }
        return new BenchReport(
                own.engine().info(),
                own.engine().program().schedule().layout().formats().text(),
                settings,
                machine,
                figures.getFirst(),
                dense.map(_ -> figures.getLast()),
                dense.map(_ -> Rounds.ratio(measured.decode(1), measured.decode(0))),
                far(models.getFirst(), measured),
                measured.bandwidth().scaled(1e-9),
                heap.peakBytes(),
                verdict(figures, measured));
    }

    /// @param seconds by sampler and round
    /// @param bandwidth bytes per second
    /// @param each samplers of each model
    private record Measured(double[][] seconds, int each, Spread bandwidth, LoadMeter.Load load) {

        double[] prompt(int model) {
            return seconds[FIRST_MODEL + each * model];
        }

        double[] decode(int model) {
            return seconds[FIRST_MODEL + each * model + 1];
        }

        double[] together(int model) {
            return seconds[FIRST_MODEL + each * model + 2];
        }

        double[] far() {
            return seconds[seconds.length - 1];
        }
    }

    private Optional<BenchReport.Far> far(Warm own, Measured measured) {
        if (settings.position() == 0) {
            return Optional.empty();
        }
        double[] seconds = measured.far();
        return Optional.of(new BenchReport.Far(
                Spread.of(seconds).rate(settings.tokens()),
                own.runner().bytesPerTokenFar(),
                Rounds.ratio(measured.decode(0), seconds)));
    }

    private Measured measure(List<Warm> models, long bytes) {
        try (ReadTeam memory = new ReadTeam(bytes, settings.threads())) {
            Rounds.warmUp("1 stream", LEAST_SUMS, _ -> memory.seconds(1), progress);
            Rounds.warmUp("8 streams", LEAST_SUMS, _ -> memory.seconds(STREAMS), progress);
            progress.println("one more round that does not count, then the measurement");
            Rounds.run(samplers(memory, models), 1, progress);
            models.forEach(model -> model.runner().forget());
            models.forEach(model -> model.group().ifPresent(GroupRunner::forget));
            LoadMeter meter = new LoadMeter();
            double[][] seconds = Rounds.run(samplers(memory, models), settings.rounds(), progress);
            LoadMeter.Load load = meter.read();
            progress.println("sum of the streams: " + memory.sum());
            Spread one = Spread.of(seconds[0]).rate((double) memory.bytes(1));
            Spread eight = Spread.of(seconds[1]).rate((double) memory.bytes(STREAMS));
            int each = settings.batch() > 1 ? 3 : 2;
            return new Measured(seconds, each, one.median() > eight.median() ? one : eight, load);
        }
    }

    private Warm warm(Variant variant) {
        String name = variant.policy();
        long start = System.nanoTime();
        CompiledModel model = variant.load();
        Runner runner = new Runner(
                variant.engine(), Variant.session(model, settings.positions(), settings.threads()), settings);
        double openSeconds = variant.weights().seconds() + (System.nanoTime() - start) / 1e9;
        progress.println("warming up " + name);
        WarmUp warmUp = WarmUp.run(runner::next);
        double first = runner.prompt();
        if (first < PROMPT_WARM_UP) {
            int prompts = (int) Math.clamp(PROMPT_WARM_UP / first, 1, MOST_PROMPTS);
            Rounds.warmUp("prompt " + name, prompts, _ -> runner.prompt(), progress);
        }
        if (settings.position() > 0) {
            runner.fill();
            Rounds.warmUp("position " + settings.position(), 1, _ -> runner.decodeFar(), progress);
        }
        return new Warm(variant, openSeconds, runner, group(variant, model), warmUp);
    }

    private Optional<GroupRunner> group(Variant variant, CompiledModel model) {
        if (settings.batch() == 1) {
            return Optional.empty();
        }
        progress.println("warming up " + settings.batch() + " sequences of " + variant.policy());
        GroupRunner group = new GroupRunner(variant.engine(), model, settings);
        WarmUp.run(group::next);
        return Optional.of(group);
    }

    /// Reads of memory, then prompt and decode of each model in turn, then decode of the first far behind.
    private List<Rounds.Sampler> samplers(ReadTeam memory, List<Warm> models) {
        List<Rounds.Sampler> samplers = new ArrayList<>();
        samplers.add(_ -> memory.seconds(1));
        samplers.add(_ -> memory.seconds(STREAMS));
        for (Warm model : models) {
            samplers.add(_ -> model.runner().prompt());
            samplers.add(_ -> model.runner().decode());
            model.group().ifPresent(group -> samplers.add(_ -> group.decode()));
        }
        if (settings.position() > 0) {
            samplers.add(_ -> models.getFirst().runner().decodeFar());
        }
        return samplers;
    }

    private BenchReport.Figures figures(Warm model, Measured measured, int index) {
        Spread decoded = Spread.of(measured.decode(index)).rate(settings.tokens());
        double bytes = model.runner().bytesPerToken();
        return new BenchReport.Figures(
                model.variant().policy(),
                decoded,
                Spread.of(measured.prompt(index)).rate(settings.promptTokens()),
                bytes,
                decoded.scaled(bytes / 1e9),
                bytes * decoded.median() / measured.bandwidth().median(),
                model.runner().density(),
                model.warmUp().secondsToPeak(decoded.median()),
                model.openSeconds(),
                model.group().map(group -> together(group, measured, index)));
    }

    private BatchFigures together(GroupRunner group, Measured measured, int index) {
        double[] seconds = measured.together(index);
        Spread decoded = Spread.of(seconds).rate((double) settings.batch() * settings.tokens());
        double bytes = group.bytesPerToken();
        return new BatchFigures(
                settings.batch(),
                decoded,
                Rounds.ratio(measured.decode(index), seconds).scaled(settings.batch()),
                bytes,
                decoded.scaled(bytes / 1e9),
                bytes * decoded.median() / measured.bandwidth().median(),
                group.density());
    }

    private static Verdict verdict(List<BenchReport.Figures> figures, Measured measured) {
        Map<String, Spread> references = new LinkedHashMap<>();
        figures.forEach(figure -> references.put("decode rounds of " + figure.policy(), figure.decode()));
        references.put("reads of memory", measured.bandwidth());
        return Verdict.of(references, measured.load());
    }
}
