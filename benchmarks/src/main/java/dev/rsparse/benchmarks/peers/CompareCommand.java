package dev.rsparse.benchmarks.peers;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs rsparsec and other engines on the same task in turns.
@Command(
        name = "compare",
        description = {
            "Decodes with rsparsec and with other engines on models of the same shapes and random weights, in turns.",
            "Engines are installed from npm and Maven Central under benchmarks/target/peers. Models are written for one"
                    + " group of runs at a time and deleted after it."
        },
        showDefaultValues = true)
public final class CompareCommand implements Callable<Integer> {

    private static final int SYSTEM_TROUBLE = 3;
    private static final int INTERRUPTED = 130;
    private static final int LEAST_ROUNDS = 1;

    @Spec
    private CommandSpec spec;

    @Option(names = "--shapes", split = ",", paramLabel = "SHAPE", description = "Of 1.1b, 8b.")
    private List<String> shapes = List.of("1.1b");

    @Option(names = "--formats", split = ",", paramLabel = "FORMAT", description = "Of f32, f16, bf16, q8, q4.")
    private List<String> formats = List.of("q8", "q4", "bf16");

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            description = "Of llama.cpp, llama.cpp-LIBRARY (its build for one processor, such as zen4), jlama,"
                    + " jlama-panama (its kernels without native code).")
    private List<String> peers = List.of("llama.cpp", "llama.cpp-zen4", "jlama");

    @Option(
            names = "--policies",
            split = ",",
            paramLabel = "POLICY",
            description = "How rsparsec thins: policies of the models under benchmarks/models.")
    private List<String> policies = List.of("dense", "half");

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "ENGINE",
            showDefaultValue = Visibility.NEVER,
            description = "Run these alone: rsparsec or peers.")
    private List<String> only = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "Runs of each engine.")
    private int rounds = 5;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of each engine.")
    private int threads = 2;

    @Option(names = "--prompt", paramLabel = "N", description = "Tokens that peers read at once.")
    private int prompt = 128;

    @Option(names = "--tokens", paramLabel = "N", description = "Tokens that peers decode one by one.")
    private int tokens = 64;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Where models are written, on a disk with 10 GB free. Default: the system's temporary folder.")
    private Path work = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--results",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "Where all figures go, as JSON. Default: benchmarks/target/compare.json.")
    private Optional<Path> results = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "Measure nothing: take the figures of an earlier run.")
    private Optional<Path> from = Optional.empty();

    @Option(
            names = "--page",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = "",
            showDefaultValue = Visibility.NEVER,
            description = "Write the table and the chart beside it into a page. Default: docs/performance.md.")
    private Optional<String> page = Optional.empty();

    @Option(names = "--rsparsec", hidden = true, paramLabel = "FILE", description = "The launcher to run.")
    private Optional<Path> launcher = Optional.empty();

    @Override
    public Integer call() {
        Checkout checkout = Checkout.find();
        Comparison.Plan plan = plan(checkout);
        PrintWriter out = spec.commandLine().getOut();
        try {
            ComparisonReport report = from.isPresent() ? Results.read(from.get()) : measure(plan, checkout);
            report.groups().forEach(group -> out.println(new ComparisonColumns(group).text()));
            if (page.isPresent()) {
                PerformancePage.write(page.get().isEmpty() ? checkout.page() : Path.of(page.get()), report);
            }
            return 0;
        } catch (IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return SYSTEM_TROUBLE;
        } catch (InterruptedException _) {
            return INTERRUPTED;
        }
    }

    private Comparison.Plan plan(Checkout checkout) {
        if (rounds < LEAST_ROUNDS || threads < 1 || prompt < 1 || tokens < 1) {
            throw new IllegalArgumentException("--rounds, --threads, --prompt and --tokens are 1 or more");
        }
        return new Comparison.Plan(
                shapes.stream().map(Shape::named).toList(),
                formats.stream().map(WeightFormat::named).toList(),
                engines(checkout),
                new Task(threads, prompt, tokens),
                rounds);
    }

    private List<Engine> engines(Checkout checkout) {
        List<String> names = new ArrayList<>(only);
        if (only.isEmpty()) {
            names.add(Rsparsec.NAME);
            names.addAll(peers);
        }
        Path rsparsec = launcher.orElse(checkout.launcher()).toAbsolutePath();
        return names.stream()
                .distinct()
                .flatMap(name -> name.equals(Rsparsec.NAME)
                        ? policies.stream().<Engine>map(policy -> new Rsparsec(checkout, rsparsec, policy))
                        : Stream.of(peer(name, checkout)))
                .toList();
    }

    private static Engine peer(String name, Checkout checkout) {
        String llama = LlamaCpp.NAME + "-";
        return switch (name) {
            case "llama.cpp" -> new LlamaCpp(checkout, Optional.empty());
            case "jlama" -> new Jlama(checkout, false);
            case "jlama-panama" -> new Jlama(checkout, true);
            default -> {
                if (!name.matches("llama\\.cpp-[a-z0-9]+")) {
                    throw new IllegalArgumentException("no engine \"" + name
                            + "\"; there are rsparsec, llama.cpp, llama.cpp-LIBRARY, jlama, jlama-panama");
                }
                yield new LlamaCpp(checkout, Optional.of(name.substring(llama.length())));
            }
        };
    }

    private ComparisonReport measure(Comparison.Plan plan, Checkout checkout) throws IOException, InterruptedException {
        PrintStream progress = System.err;
        try (ComparisonSession session = new ComparisonSession(plan, work, WorkFolder.Disk.real())) {
            ComparisonReport report = session.run(plan, progress);
            Path file = results.orElse(checkout.root().resolve("benchmarks/target/compare.json"));
            Results.write(file, report);
            progress.println("all figures: " + file);
            return report;
        }
    }
}
