package dev.rsparse.benchmarks.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// This compiler, through its launcher.
///
/// @param launcher what to run
/// @param policy how weights are thinned; `dense` for not at all
record Rsparsec(Checkout checkout, Path launcher, String policy) implements Engine {

    static final String NAME = "rsparsec";

    /// The launcher may have to build first.
    private static final Duration INSTALL = Duration.ofMinutes(15);

    /// Whether that is what tables call this compiler, under any policy.
    static boolean isName(String engine) {
        return engine.startsWith(NAME + " ");
    }

    @Override
    public String name() {
        return NAME + " " + policy;
    }

    @Override
    public Optional<String> weights(WeightFormat format) {
        return Optional.of(format.text());
    }

    @Override
    public String install(Processes processes) throws EngineFailure, InterruptedException {
        if (!Files.isRegularFile(launcher)) {
            throw new EngineFailure("is not at " + launcher);
        }
        String help = processes.run(List.of(launcher.toString(), "bench", "--help"), checkout.root(), INSTALL);
        if (!help.contains("--random-weights")) {
            throw new EngineFailure("has no command bench with --random-weights");
        }
        return processes
                .run(List.of(launcher.toString(), "--version"), checkout.root(), INSTALL)
                .strip();
    }

    @Override
    public Optional<String> modelName(Shape shape, WeightFormat format) {
        return Optional.empty();
    }

    @Override
    public long modelBytes(Shape shape, WeightFormat format) {
        return 0;
    }

    @Override
    public void writeModel(Path at, Shape shape, WeightFormat format) {
        throw new UnsupportedOperationException("the compiler makes up the weights itself");
    }

    @Override
    public long bytesPerToken(Shape shape, WeightFormat format) {
        return format.nearest().bytes(shape.elementsPerToken());
    }

    @Override
    public List<String> command(Path model, Shape shape, WeightFormat format, Task task) {
        return List.of(
                launcher.toString(),
                "bench",
                checkout.model(shape).toString(),
                "--random-weights",
                "--weights",
                format.text(),
                "--policy",
                policy,
                "--threads",
                Integer.toString(task.threads()),
                "--no-dense",
                "--json");
    }
}
