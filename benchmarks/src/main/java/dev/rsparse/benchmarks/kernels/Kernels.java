package dev.rsparse.benchmarks.kernels;

import dev.rsparse.compiler.bench.LoadMeter;
import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.compiler.bench.ReadTeam;
import dev.rsparse.compiler.bench.Rounds;
import dev.rsparse.compiler.bench.Rounds.Sampler;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Verdict;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.WeightContainer;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Does a product take the time of the bytes it reads? Dense and thinned products of each shape and format run in
/// turns over weights that no cache holds, beside plain sums over the same memory on the same threads, which say what
/// the machine could do at that moment.
public final class Kernels {

    private static final int STREAMS = 8;

    /// Samplers of one number of threads before its products: two that read the memory as plain sums.
    private static final int FIRST_PRODUCT = 2;

    /// A sum calls its method once for every piece of memory: a thousand times and more.
    private static final int LEAST_SUMS = 3;

    private final Settings settings;
    private final PrintWriter progress;

    /// What to measure.
    ///
    /// @param densities shares of the channels that thinned products keep, each in (0,1); the dense one comes first
    /// @param threads numbers of threads
    /// @param bytes of weights, at least, of each shape and format
    /// @param rounds samples of each figure
    public record Settings(
            List<ProductShape> shapes,
            List<StripLayout> formats,
            List<Double> densities,
            List<Integer> threads,
            long bytes,
            int rounds) {

        private static final int MOST_THREADS = 64;

        /// A plain sum reads whole megabytes, in eight places on each thread.
        private static final long LEAST_BYTES = 8 << 20;

        public Settings {
            shapes = List.copyOf(shapes);
            formats = List.copyOf(formats);
            densities = List.copyOf(densities);
            threads = List.copyOf(threads);
            if (densities.stream().anyMatch(density -> !(density > 0 && density < 1))) {
                throw new IllegalArgumentException("a density is above 0 and below 1, unlike one of " + densities);
            }
            if (threads.isEmpty() || threads.stream().anyMatch(count -> count < 1 || count > MOST_THREADS)) {
                throw new IllegalArgumentException(
                        "threads are from 1 to " + MOST_THREADS + ", unlike one of " + threads);
            }
            if (bytes / LEAST_BYTES < threads.stream().max(Integer::compare).orElseThrow()) {
                throw new IllegalArgumentException(
                        "8 MiB of weights are needed for each thread, not " + bytes + " bytes in all");
            }
            if (rounds < 1) {
                throw new IllegalArgumentException("at least one round is needed, not " + rounds);
            }
        }

        int mostThreads() {
            return threads.stream().mapToInt(Integer::intValue).max().orElseThrow();
        }
    }

    private Kernels(Settings settings, PrintWriter progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /// Measures.
    public static KernelsReport run(Settings settings, PrintWriter progress) {
        Kernels kernels = new Kernels(settings, progress);
        List<KernelsReport.Group> groups = new ArrayList<>();
        for (StripLayout format : settings.formats()) {
            for (ProductShape shape : settings.shapes()) {
                groups.add(kernels.measure(Stack.filling(settings.bytes(), shape, format)));
            }
        }
        return new KernelsReport(Machine.detect(), settings.rounds(), groups);
    }

    private KernelsReport.Group measure(Stack stack) {
        progress.printf(
                "%n%s %s: packing and compiling%n",
                stack.format(), stack.shape().text());
        List<Product> products = new ArrayList<>();
        products.add(new Product(stack, 1, settings.mostThreads()));
        settings.densities().forEach(density -> products.add(new Product(stack, density, settings.mostThreads())));
        List<ReadTeam> teams = new ArrayList<>();
        try (WeightContainer weights = products.getFirst().pack()) {
            products.forEach(product -> product.load(weights));
            settings.threads().forEach(threads -> teams.add(new ReadTeam(weights.data(), threads)));
            return measure(stack, products, teams, weights.data().byteSize());
        } finally {
            teams.forEach(ReadTeam::close);
            products.forEach(Product::close);
        }
    }

    private KernelsReport.Group measure(Stack stack, List<Product> products, List<ReadTeam> teams, long bytes) {
        warmUp(products, teams);
        List<Sampler> samplers = new ArrayList<>();
        for (int i = 0; i < teams.size(); i++) {
            ReadTeam memory = teams.get(i);
            int threads = settings.threads().get(i);
            samplers.add(_ -> memory.seconds(1));
            samplers.add(_ -> memory.seconds(STREAMS));
            products.forEach(product -> samplers.add(round -> product.seconds(threads, round)));
        }
        progress.println("one more round that does not count, then the measurement");
        Rounds.run(samplers, 1, progress);
        products.forEach(Product::forget);
        LoadMeter meter = new LoadMeter();
        double[][] seconds = Rounds.run(samplers, settings.rounds(), progress);
        LoadMeter.Load load = meter.read();
        progress.println(
                "sum of the streams: " + teams.stream().mapToInt(ReadTeam::sum).sum());
        return report(stack, bytes, products, teams, seconds, load);
    }

    private void warmUp(List<Product> products, List<ReadTeam> teams) {
        for (ReadTeam memory : teams) {
            Rounds.warmUp("1 stream", LEAST_SUMS, _ -> memory.seconds(1), progress);
            Rounds.warmUp("8 streams", LEAST_SUMS, _ -> memory.seconds(STREAMS), progress);
        }
        int threads = settings.mostThreads();
        for (Product product : products) {
            String name = KernelsReport.name(product.asked());
            Rounds.warmUp(name, product.warmUpPasses(), round -> product.seconds(threads, round), progress);
        }
    }

    private KernelsReport.Group report(
            Stack stack,
            long bytes,
            List<Product> products,
            List<ReadTeam> teams,
            double[][] seconds,
            LoadMeter.Load load) {
        List<KernelsReport.Line> lines = new ArrayList<>();
        Map<String, Spread> references = new LinkedHashMap<>();
        int each = FIRST_PRODUCT + products.size();
        for (int i = 0; i < teams.size(); i++) {
            Spread one = Spread.of(seconds[i * each])
                    .rate((double) teams.get(i).bytes(1))
                    .scaled(1e-9);
            Spread eight = Spread.of(seconds[i * each + 1])
                    .rate((double) teams.get(i).bytes(STREAMS))
                    .scaled(1e-9);
            Spread bandwidth = one.median() > eight.median() ? one : eight;
            int threads = settings.threads().get(i);
            references.put("reads of memory on " + threads + " threads", bandwidth);
            for (int p = 0; p < products.size(); p++) {
                Spread passes = Spread.of(seconds[i * each + FIRST_PRODUCT + p]);
                KernelsReport.Line line = line(stack, products.get(p), threads, passes, bandwidth);
                references.put(line.product() + " products on " + threads + " threads", passes);
                lines.add(line);
            }
        }
        return new KernelsReport.Group(stack, bytes, lines, Verdict.of(references, load));
    }

    private static KernelsReport.Line line(Stack stack, Product product, int threads, Spread passes, Spread bandwidth) {
        double bytes = product.bytes();
        return new KernelsReport.Line(
                KernelsReport.name(product.asked()),
                threads,
                product.density(),
                Math.round(bytes / stack.copies()),
                passes.scaled(1e6 / stack.copies()),
                passes.rate(bytes / 1e9),
                bandwidth,
                Bar.of(stack.shape(), stack.format(), threads, product.asked()));
    }
}
