package dev.rsparse.benchmarks.peers;

import dev.rsparse.benchmarks.peers.ComparisonReport.Group;
import dev.rsparse.benchmarks.peers.ComparisonReport.Version;
import dev.rsparse.compiler.bench.Machine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Installs engines, then runs them in turns on the same shapes and formats.
final class Comparison {

    /// What to compare.
    ///
    /// @param rounds runs of each engine in each group
    record Plan(List<Shape> shapes, List<WeightFormat> formats, List<Engine> engines, Task task, int rounds) {

        Plan {
            shapes = List.copyOf(shapes);
            formats = List.copyOf(formats);
            engines = List.copyOf(engines);
        }

        /// The most bytes that models take at one time.
        long modelBytes() {
            return shapes.stream()
                    .flatMap(shape -> formats.stream().map(format -> modelBytes(shape, format)))
                    .mapToLong(Long::longValue)
                    .max()
                    .orElse(0);
        }

        private long modelBytes(Shape shape, WeightFormat format) {
            Map<String, Long> models = new HashMap<>();
            for (Engine engine : engines) {
                engine.modelName(shape, format)
                        .ifPresent(name -> models.computeIfAbsent(name, _ -> engine.modelBytes(shape, format)));
            }
            return models.values().stream().mapToLong(Long::longValue).sum();
        }

        /// What all runs count for.
        double weight() {
            double sum = 0;
            for (Shape shape : shapes) {
                for (WeightFormat format : formats) {
                    long able = engines.stream()
                            .filter(engine -> engine.weights(format).isPresent())
                            .count();
                    sum += able * rounds * weight(shape, format);
                }
            }
            return sum;
        }

        /// What one run counts for.
        static double weight(Shape shape, WeightFormat format) {
            return format.nearest().bytes(shape.elementsPerToken());
        }
    }

    private final Plan plan;
    private final WorkFolder work;
    private final Processes processes;
    private final Progress progress;
    private final Map<Engine, String> failures = new HashMap<>();

    Comparison(Plan plan, WorkFolder work, Processes processes, Progress progress) {
        this.plan = plan;
        this.work = work;
        this.processes = processes;
        this.progress = progress;
    }

    /// Measures everything.
    ///
    /// @throws IOException when a model cannot be written
    ComparisonReport run() throws IOException, InterruptedException {
        List<Version> versions = new ArrayList<>();
        for (Engine engine : plan.engines()) {
            progress.say("installing " + engine.name());
            versions.add(new Version(engine.name(), install(engine)));
        }
        List<Group> groups = new ArrayList<>();
        for (Shape shape : plan.shapes()) {
            for (WeightFormat format : plan.formats()) {
                groups.add(new GroupRun(plan, shape, format, work, processes, progress).run(failures));
            }
        }
        return new ComparisonReport(Machine.detect(), plan.task(), plan.rounds(), versions, groups);
    }

    /// The engine's version; empty when it failed.
    private String install(Engine engine) throws InterruptedException {
        try {
            return engine.install(processes);
        } catch (EngineFailure e) {
            progress.say(engine.name() + " " + e.getMessage());
            failures.put(engine, e.getMessage());
            return "";
        }
    }
}
