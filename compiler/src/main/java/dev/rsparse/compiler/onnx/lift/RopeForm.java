package dev.rsparse.compiler.onnx.lift;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How the language says what turns heads: a base, and what `config.json` says of angles beside it.
///
/// | type | what becomes of the frequency of pair `i`, `theta^(-i/pairs)` |
/// |---|---|
/// | `default` | nothing |
/// | `linear` | divided by `factor` |
/// | `llama3` | divided by `factor` where it is low, kept where it is high, a ramp over frequencies between |
/// | `yarn` | the same with a ramp over pairs; what turns has a magnitude besides |
///
/// Of settings that give the same angles any will do: a ramp is told by two numbers, for which `llama3` and `yarn`
/// have three.
///
/// @param theta the base
/// @param configuration values of `config.json`, by key
record RopeForm(double theta, Map<String, Object> configuration) {

    /// Relative, of frequencies computed in 32 bits.
    private static final double SAME = 1e-5;

    /// Digits of numbers that people choose.
    private static final List<Integer> DIGITS = List.of(4, 8);

    private static final String PLACE = "rope_parameters.";
    private static final String TYPE = PLACE + "rope_type";
    private static final String FACTOR = PLACE + "factor";
    private static final String LENGTH = PLACE + "original_max_position_embeddings";

    /// The length that settings of `yarn` are for: its ramp is between pairs, whatever the length.
    private static final double YARN_LENGTH = 4096;

    RopeForm {
        configuration = Map.copyOf(configuration);
    }

    /// The form that gives these angles; nothing when there is none.
    ///
    /// @param size numbers of a head, of which those behind the pairs that turn stay as they are
    static Optional<RopeForm> of(Angles angles, int size) {
        int pairs = angles.frequencies().size();
        return pairs < 2
                ? Optional.empty()
                : Stream.concat(even(angles), ramps(angles))
                        .filter(form -> form.isOf(angles.frequencies()))
                        .findFirst()
                        .map(form -> new RopeForm(form.theta(), settings(form, 2 * pairs, size)));
    }

    /// @param theta the base
    /// @param frequency of a pair
    /// @param settings what `config.json` says of it
    private record Candidate(double theta, DoubleUnaryOperator frequency, Map<String, Object> settings) {

        boolean isOf(List<Double> frequencies) {
            return IntStream.range(0, frequencies.size())
                    .allMatch(pair -> isSame(frequencies.get(pair), frequency.applyAsDouble(pair)));
        }
    }

    private static boolean isSame(double found, double wanted) {
        return Math.abs(found - wanted) <= SAME * Math.abs(wanted);
    }

    private static Map<String, Object> settings(Candidate form, int turned, int size) {
        Map<String, Object> all = new HashMap<>(form.settings());
        if (turned < size) {
            double share = (double) turned / size;
            all.put(PLACE + "partial_rotary_factor", (int) (size * share) == turned ? share : Math.nextUp(share));
        }
        return all;
    }

    /// All pairs as they are, or divided by one factor.
    private static Stream<Candidate> even(Angles angles) {
        if (!isSame(angles.magnitude(), 1)) {
            return Stream.empty();
        }
        double pairs = angles.frequencies().size();
        double first = angles.frequencies().getFirst();
        double base = Math.pow(angles.frequencies().getLast() / first, -pairs / (pairs - 1));
        return numbers(base)
                .flatMap(theta -> numbers(1 / first).map(factor -> {
                    DoubleUnaryOperator frequency = pair -> Math.pow(theta, -pair / pairs) / factor;
                    return new Candidate(
                            theta, frequency, factor == 1 ? Map.of() : Map.of(TYPE, "linear", FACTOR, factor));
                }));
    }

    /// Fast pairs as they are, slow ones divided by a factor: the base is told by neighbours of one kind.
    private static Stream<Candidate> ramps(Angles angles) {
        List<Double> all = angles.frequencies();
        int pairs = all.size();
        double slow = Math.pow(all.get(pairs - 2) / all.get(pairs - 1), pairs);
        double fast = Math.pow(all.get(0) / all.get(1), pairs);
        return Stream.of(fast, slow)
                .flatMap(RopeForm::numbers)
                .flatMap(theta -> numbers(Math.pow(theta, -(pairs - 1.0) / pairs) / all.getLast())
                        .filter(factor -> factor > 1 + SAME)
                        .flatMap(factor -> Stream.of(llama3(angles, theta, factor), yarn(angles, theta, factor))
                                .flatMap(Optional::stream)));
    }

    /// How much of each pair is kept, 1 where it turns as it did and 0 where it is divided.
    private static double[] kept(Angles angles, double theta, double factor) {
        double pairs = angles.frequencies().size();
        return IntStream.range(0, angles.frequencies().size())
                .mapToDouble(pair -> angles.frequencies().get(pair) * Math.pow(theta, pair / pairs))
                .map(share -> (share - 1 / factor) / (1 - 1 / factor))
                .toArray();
    }

    private static double scaled(double plain, double kept, double factor) {
        return plain * (kept + (1 - kept) / factor);
    }

    private static Optional<Candidate> llama3(Angles angles, double theta, double factor) {
        double pairs = angles.frequencies().size();
        DoubleUnaryOperator plain = pair -> Math.pow(theta, -pair / pairs);
        double[] turns = IntStream.range(0, angles.frequencies().size())
                .mapToDouble(pair -> plain.applyAsDouble(pair) / (2 * Math.PI))
                .toArray();
        // Where nothing is kept at no turns at all, a length tells it: low / length turns, high / length turns.
        return Ramp.of(turns, kept(angles, theta, factor))
                .filter(ramp -> isSame(angles.magnitude(), 1) && ramp.at(0) == 0 && ramp.start() > 0)
                .map(ramp -> new Candidate(
                        theta,
                        pair -> scaled(
                                plain.applyAsDouble(pair), ramp.at(plain.applyAsDouble(pair) / (2 * Math.PI)), factor),
                        Map.of(
                                TYPE,
                                "llama3",
                                FACTOR,
                                factor,
                                PLACE + "low_freq_factor",
                                1.0,
                                PLACE + "high_freq_factor",
                                ramp.end() / ramp.start(),
                                LENGTH,
                                1 / ramp.start())));
    }

    private static Optional<Candidate> yarn(Angles angles, double theta, double factor) {
        double pairs = angles.frequencies().size();
        double[] places = IntStream.range(0, angles.frequencies().size())
                .mapToDouble(pair -> -pair)
                .toArray();
        DoubleUnaryOperator turns = pair -> YARN_LENGTH / (2 * Math.PI) * Math.pow(theta, -pair / pairs);
        return Ramp.of(places, kept(angles, theta, factor))
                .map(ramp -> new Candidate(
                        theta,
                        pair -> scaled(Math.pow(theta, -pair / pairs), ramp.at(-pair), factor),
                        Map.of(
                                TYPE,
                                "yarn",
                                FACTOR,
                                factor,
                                LENGTH,
                                YARN_LENGTH,
                                PLACE + "beta_fast",
                                turns.applyAsDouble(Math.max(0, -ramp.end())),
                                PLACE + "beta_slow",
                                turns.applyAsDouble(-ramp.start()),
                                PLACE + "truncate",
                                false,
                                PLACE + "attention_factor",
                                angles.magnitude())));
    }

    /// The number with few digits that may be meant, and the number itself.
    private static Stream<Double> numbers(double number) {
        return number > 0 && Double.isFinite(number)
                ? DIGITS.stream()
                        .map(digits -> Double.parseDouble(String.format(Locale.ROOT, "%." + digits + "g", number)))
                : Stream.empty();
    }
}
