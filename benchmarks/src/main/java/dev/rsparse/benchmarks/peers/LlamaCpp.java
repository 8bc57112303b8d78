package dev.rsparse.benchmarks.peers;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// llama.cpp as npm's `node-llama-cpp` builds it. It comes with a library for each kind of processor and loads the best
/// that runs; a variant has only one of them left.
///
/// @param library the only library left, such as `zen4`; empty for the best
record LlamaCpp(Checkout checkout, Optional<String> library) implements Engine {

    static final String NAME = "llama.cpp";

    private static final String SCRIPT = "llama-cpp.mjs";
    private static final Duration INSTALL = Duration.ofMinutes(10);
    private static final Duration QUICK = Duration.ofMinutes(1);

    /// Decoded tokens until every weight was touched once and threads run.
    private static final int WARM_UP = 8;

    @Override
    public String name() {
        return library.map(name -> NAME + " " + name).orElse(NAME);
    }

    @Override
    public Optional<String> weights(WeightFormat format) {
        return Optional.of(block(format).name());
    }

    /// In place of bf16, F16: the 16 bits that most files for it hold.
    private static BlockFormat block(WeightFormat format) {
        return format == WeightFormat.BF16 ? BlockFormat.F16 : format.nearest();
    }

    @Override
    public String install(Processes processes) throws EngineFailure, InterruptedException {
        try {
            Path all = installAll(processes);
            if (library.isPresent()) {
                keepOne(all, folder());
            }
            return processes
                    .run(List.of("node", SCRIPT, "--version"), folder(), QUICK)
                    .strip();
        } catch (IOException e) {
            throw new EngineFailure("cannot be installed: " + e, e);
        }
    }

    private Path folder() {
        return checkout.installed()
                .resolve(NAME + library.map(name -> "-" + name).orElse(""));
    }

    private Path installAll(Processes processes) throws IOException, EngineFailure, InterruptedException {
        Path folder = checkout.installed().resolve(NAME);
        Files.createDirectories(folder);
        for (String file : List.of(SCRIPT, "package.json")) {
            Files.copy(checkout.peers().resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        // Optional packages are libraries for graphics cards, most of a gigabyte.
        processes.run(
                List.of("npm", "install", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"),
                folder,
                INSTALL);
        return folder;
    }

    /// Links every file of an installation but the libraries that are not wanted.
    private void keepOne(Path all, Path one) throws IOException {
        String kept = "libggml-cpu-" + library.orElseThrow() + ".";
        Files.walkFileTree(all, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(one.resolve(all.relativize(from).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                String name = from.getFileName().toString();
                if (!name.startsWith("libggml-cpu-") || name.startsWith(kept)) {
                    Path to = one.resolve(all.relativize(from).toString());
                    Files.deleteIfExists(to);
                    Files.createLink(to, from);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public Optional<String> modelName(Shape shape, WeightFormat format) {
        return Optional.of(shape.name() + "-" + block(format) + ".gguf");
    }

    @Override
    public long modelBytes(Shape shape, WeightFormat format) {
        return GgufFile.bytes(shape, block(format));
    }

    @Override
    public void writeModel(Path at, Shape shape, WeightFormat format) throws IOException {
        GgufFile.write(at, shape, block(format));
    }

    @Override
    public long bytesPerToken(Shape shape, WeightFormat format) {
        return block(format).bytes(shape.elementsPerToken());
    }

    @Override
    public List<String> command(Path model, Shape shape, WeightFormat format, Task task) {
        return List.of(
                "node",
                folder().resolve(SCRIPT).toString(),
                model.toString(),
                Integer.toString(task.threads()),
                Integer.toString(task.prompt()),
                Integer.toString(task.tokens()),
                Integer.toString(WARM_UP));
    }
}
