package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.measure.PolicyMeasurer;
import dev.rsparse.compiler.project.LockStore;
import dev.rsparse.compiler.project.ModelProject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rsparsec calibrate`: measures the thresholds of policies and writes the lock file.
@Command(
        name = "calibrate",
        description = "Measures the thresholds of the file's policies over a text and writes them to MODEL.rsplock.",
        sortOptions = false)
final class CalibrateCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Parameters(paramLabel = "MODEL.rsp", description = "The model's source.")
    private Path model;

    @Mixin
    private TokenOptions tokens;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "16",
            description = "Read the first N windows. Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "Measure this policy; may be given several times. Default: all of the file.")
    private List<String> policies = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try (ModelProject project = ModelProject.open(model)) {
            console.print(project.warnings(), project.sources());
            List<CheckedPolicy> chosen = (policies.isEmpty()
                            ? project.model().policies().keySet()
                            : policies)
                    .stream()
                            .map(name -> project.policy(Optional.of(name)))
                            .filter(policy -> !policy.isDense())
                            .toList();
            if (chosen.isEmpty()) {
                throw new CommandLine.ParameterException(
                        console.commandLine(), "there is nothing to measure: no policy chosen thins a linear");
            }
            LockStore store = LockStore.of(project);
            Optional<Lock> before = store.read();
            List<int[]> windows = tokens.windows(project, (long) samples * tokens.window());
            PolicyMeasurer measurer = new PolicyMeasurer(project, chosen, before, Main.VERSION, console::message);
            Progress progress = new Progress(console, "windows", measurer.passes() * windows.size());
            PolicyMeasurer.Measurement measurement = measurer.run(windows, progress::done);
            Lock lock = measurer.lock(measurement, tokens.file(), windows);
            store.write(lock);
            print(store, chosen, measurement.tokens(), windows.size());
        }
        return 0;
    }

    private void print(LockStore store, List<CheckedPolicy> chosen, long counted, int windows) {
        List<String> names = chosen.stream().map(CheckedPolicy::name).toList();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("lock", store.path().toString());
            object.put("policies", names);
            object.put("tokens", counted);
            object.put("windows", windows);
            console.json(object);
        } else {
            console.out()
                    .println(
                            "wrote " + store.path() + ": " + String.join(", ", names) + " over " + counted + " tokens");
        }
    }
}
