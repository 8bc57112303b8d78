package dev.rsparse.benchmarks.peers;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Jlama from Maven Central. It has native kernels and kernels of the Vector API.
///
/// @param panama whether to run the latter
record Jlama(Checkout checkout, boolean panama) implements Engine {

    static final String NAME = "Jlama";

    private static final Duration INSTALL = Duration.ofMinutes(10);
    private static final String MAIN = "dev.rsparse.benchmarks.peers.jlama.JlamaPeer";

    /// Decoded tokens until the JIT has compiled what decoding calls.
    private static final int WARM_UP = 48;

    @Override
    public String name() {
        return panama ? NAME + " panama" : NAME;
    }

    @Override
    public Optional<String> weights(WeightFormat format) {
        return folderFormat(format).map(JlamaFolder.Format::name);
    }

    /// It reads f16 as f32, and its products of 8 bits fail.
    private static Optional<JlamaFolder.Format> folderFormat(WeightFormat format) {
        return switch (format) {
            case F32 -> Optional.of(JlamaFolder.Format.F32);
            case BF16 -> Optional.of(JlamaFolder.Format.BF16);
            case Q4 -> Optional.of(JlamaFolder.Format.Q4);
            case F16, Q8 -> Optional.empty();
        };
    }

    @Override
    public String install(Processes processes) throws EngineFailure, InterruptedException {
        processes.run(
                List.of(
                        "env",
                        "JAVA_HOME=" + System.getProperty("java.home"),
                        "mvn",
                        "-q",
                        "-B",
                        "-f",
                        checkout.peers().resolve("pom.xml").toString(),
                        // A JDK newer than 25 may have new warnings, which must not stop a user.
                        "-Djavac.warnings=-nowarn",
                        "-Djlama.platform=" + platform(),
                        "-Dmaven.test.skip=true",
                        "package"),
                checkout.root(),
                INSTALL);
        return version();
    }

    /// From the name of the library.
    private String version() throws EngineFailure {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(libraries(), "jlama-core-*.jar")) {
            String file = files.iterator().next().getFileName().toString();
            return file.substring("jlama-core-".length(), file.length() - ".jar".length());
        } catch (IOException e) {
            throw new EngineFailure("was not copied to " + libraries(), e);
        }
    }

    private Path folder() {
        return checkout.installed().resolve("jlama");
    }

    private Path libraries() {
        return folder().resolve("lib");
    }

    /// How Jlama names this machine, such as `linux-x86_64`.
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        return (system.startsWith("mac") ? "osx" : system.startsWith("windows") ? "windows" : "linux")
                + "-"
                + processor;
    }

    @Override
    public Optional<String> modelName(Shape shape, WeightFormat format) {
        return weights(format).map(weights -> shape.name() + "-jlama-" + weights);
    }

    @Override
    public long modelBytes(Shape shape, WeightFormat format) {
        return JlamaFolder.bytes(shape, folderFormat(format).orElseThrow());
    }

    @Override
    public void writeModel(Path at, Shape shape, WeightFormat format) throws IOException {
        JlamaFolder.write(at, shape, folderFormat(format).orElseThrow());
    }

    @Override
    public long bytesPerToken(Shape shape, WeightFormat format) {
        return folderFormat(format).orElseThrow().bytes(shape.elementsPerToken());
    }

    @Override
    public List<String> command(Path model, Shape shape, WeightFormat format, Task task) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED"));
        if (panama) {
            command.add("-Djlama.force_panama_tensor_operations=true");
        }
        command.addAll(List.of(
                "-cp",
                folder().resolve("peer.jar") + System.getProperty("path.separator") + libraries() + "/*",
                MAIN,
                model.toString(),
                Integer.toString(task.threads()),
                Integer.toString(task.prompt()),
                Integer.toString(task.tokens()),
                Integer.toString(WARM_UP)));
        return command;
    }
}
