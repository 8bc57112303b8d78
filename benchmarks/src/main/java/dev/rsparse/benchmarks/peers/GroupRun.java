package dev.rsparse.benchmarks.peers;

import dev.rsparse.benchmarks.peers.ComparisonReport.Group;
import dev.rsparse.benchmarks.peers.ComparisonReport.Row;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Measures one shape in one format: writes the models, runs the engines in turns, deletes the models.
final class GroupRun {

    /// No run takes as long on a machine that is of any use.
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private final Comparison.Plan plan;
    private final Shape shape;
    private final WeightFormat format;
    private final WorkFolder work;
    private final Processes processes;
    private final Progress progress;
    private final double weight;
    private final List<Engine> engines;
    private final Map<Engine, List<Sample>> samples = new HashMap<>();
    private final Map<Engine, String> failures = new HashMap<>();

    GroupRun(
            Comparison.Plan plan,
            Shape shape,
            WeightFormat format,
            WorkFolder work,
            Processes processes,
            Progress progress) {
        this.plan = plan;
        this.shape = shape;
        this.format = format;
        this.work = work;
        this.processes = processes;
        this.progress = progress;
        this.weight = Comparison.Plan.weight(shape, format);
        this.engines = plan.engines().stream()
                .filter(engine -> engine.weights(format).isPresent())
                .toList();
    }

    /// Measures.
    ///
    /// @param absent engines that cannot run at all, and why
    Group run(Map<Engine, String> absent) throws IOException, InterruptedException {
        for (Engine engine : engines) {
            samples.put(engine, new ArrayList<>());
            if (absent.containsKey(engine)) {
                fail(engine, absent.get(engine), 0);
            }
        }
        Set<String> written = new LinkedHashSet<>();
        try {
            write(written);
            Disturbance disturbance = new Disturbance();
            for (int round = 0; round < plan.rounds(); round++) {
                runRound(round);
            }
            return new Group(shape.title(), format.text(), rows(), verdict(disturbance));
        } finally {
            for (String name : written) {
                work.delete(name);
            }
        }
    }

    private void write(Set<String> written) throws IOException {
        for (Engine engine : engines) {
            if (!failures.containsKey(engine)) {
                String name = engine.modelName(shape, format).orElse("");
                if (!name.isEmpty() && written.add(name)) {
                    progress.say("writing " + name);
                    engine.writeModel(work.resolve(name), shape, format);
                }
            }
        }
    }

    /// Every second round goes backwards, so that no engine always runs behind the same other one.
    private void runRound(int round) throws InterruptedException {
        for (Engine engine : round % 2 == 0 ? engines : engines.reversed()) {
            if (failures.containsKey(engine)) {
                continue;
            }
            long start = System.nanoTime();
            String what = String.format(
                    Locale.ROOT, "%s %s round %d: %s", shape.name(), format.text(), round + 1, engine.name());
            try {
                Sample sample = Sample.parse(processes.run(command(engine), work.resolve(""), LIMIT));
                samples.get(engine).add(sample);
                what += String.format(Locale.ROOT, " %.2f tokens/s", sample.decode());
                progress.done(what, weight, (System.nanoTime() - start) / 1e9);
            } catch (EngineFailure e) {
                progress.say(what + " " + e.getMessage());
                fail(engine, e.getMessage(), round);
            }
        }
    }

    private List<String> command(Engine engine) {
        Path model = work.resolve(engine.modelName(shape, format).orElse(""));
        return engine.command(model, shape, format, plan.task());
    }

    private void fail(Engine engine, String why, int round) {
        failures.put(engine, why);
        progress.skip((plan.rounds() - round) * weight);
    }

    private List<Row> rows() {
        return engines.stream().map(this::row).toList();
    }

    private Row row(Engine engine) {
        String weights = engine.weights(format).orElseThrow();
        if (failures.containsKey(engine)) {
            return Row.failed(engine.name(), weights, failures.get(engine));
        }
        List<Sample> all = samples.get(engine);
        Sample last = all.getLast();
        return new Row(
                engine.name(),
                weights,
                last.bytesPerToken() > 0 ? last.bytesPerToken() : engine.bytesPerToken(shape, format),
                last.detail(),
                all.stream().map(Sample::decode).toList(),
                all.stream().map(Sample::prompt).toList(),
                all.stream().mapToDouble(Sample::readBandwidth).max().orElse(0),
                last.density(),
                "");
    }

    private Verdict verdict(Disturbance disturbance) {
        Map<String, Spread> runs = new LinkedHashMap<>();
        List<String> reports = new ArrayList<>();
        for (Engine engine : engines) {
            if (!failures.containsKey(engine)) {
                runs.put(engine.name() + " runs", row(engine).decodeSpread());
                long disturbed =
                        samples.get(engine).stream().filter(Sample::disturbed).count();
                if (disturbed > 0) {
                    reports.add(engine.name() + " calls " + disturbed + " of its runs disturbed");
                }
            }
        }
        return disturbance.verdict(runs, reports);
    }
}
