package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.RopeAngles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Frequencies of rotary embeddings as `config.json` scales them for longer texts, in float arithmetic, as checkpoints
/// are trained with them.
///
/// | type | what becomes of the frequency of pair `i`, `theta^(-2i/d)` |
/// |---|---|
/// | `default` | nothing |
/// | `linear` | divided by `factor` (position interpolation, Chen et al., 2023) |
/// | `llama3` | divided by `factor` where the wave is longer than the text that was trained on; a ramp between |
/// | `yarn` | divided by `factor` where less than `beta_slow` turns fit in it, kept where more than `beta_fast` do, a
/// ramp between; what turns is scaled besides (Peng et al., 2023) |
final class RopeScaling {

    /// The spellings `config.json` files use for where the kind stands, newest first.
    private static final List<String> PLACES = List.of("rope_parameters", "rope_scaling");

    private static final Set<String> KNOWN = Set.of("default", "linear", "llama3", "yarn");

    private final Configuration configuration;
    private final Optional<String> place;
    private final String type;

    RopeScaling(Configuration configuration) {
        this.configuration = configuration;
        this.place = PLACES.stream()
                .filter(at -> type(configuration, at).isPresent())
                .findFirst();
        this.type = place.flatMap(at -> type(configuration, at)).orElse("default");
    }

    private static Optional<String> type(Configuration configuration, String place) {
        return configuration
                .find(place + ".rope_type")
                .or(() -> configuration.find(place + ".type"))
                .map(Object::toString);
    }

    /// The type as the configuration calls it.
    String type() {
        return type;
    }

    boolean isKnown() {
        return KNOWN.contains(type);
    }

    /// Where the configuration says so, and the types that are known.
    String help() {
        return "config.json asks for it in " + place.orElse("") + "; known: default, linear, llama3, yarn";
    }

    /// The first key that is missing or is no number, though the type needs it.
    Optional<String> missing() {
        List<String> needed = switch (type) {
            case "linear" -> List.of("factor");
            case "llama3" ->
                List.of("factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings");
            case "yarn" -> List.of("factor");
            default -> List.of();
        };
        return needed.stream()
                .filter(key -> number(key).isEmpty())
                .map(key -> place.orElseThrow() + "." + key)
                .findFirst();
    }

    /// What turns, where it is not the plain form over whole heads.
    ///
    /// @param turned how many elements of a head turn, an even number
    Optional<RopeAngles> angles(int headDim, int turned, double theta) {
        if (type.equals("default") && turned == headDim) {
            return Optional.empty();
        }
        List<Float> frequencies = new ArrayList<>();
        for (int i = 0; i < turned / 2; i++) {
            float plain = (float) (1.0 / (float) Math.pow(theta, 2.0 * i / turned));
            frequencies.add(
                    switch (type) {
                        case "linear" -> plain / (float) get("factor");
                        case "llama3" -> llama3(plain);
                        case "yarn" -> yarn(plain, i, turned, theta);
                        default -> plain;
                    });
        }
        return Optional.of(new RopeAngles(type, frequencies, type.equals("yarn") ? yarnMagnitude() : 1));
    }

    private float llama3(float plain) {
        double length = get("original_max_position_embeddings");
        double low = get("low_freq_factor");
        double high = get("high_freq_factor");
        double wave = 2 * Math.PI / plain;
        float stretched = plain / (float) get("factor");
        if (wave > length / low) {
            return stretched;
        }
        if (wave < length / high) {
            return plain;
        }
        float smooth = (float) ((length / wave - low) / (high - low));
        return (1 - smooth) * stretched + smooth * plain;
    }

    private float yarn(float plain, int pair, int turned, double theta) {
        double low = yarnPair(number("beta_fast").orElse(32), turned, theta);
        double high = yarnPair(number("beta_slow").orElse(1), turned, theta);
        if (!configuration.find(place.orElseThrow() + ".truncate").equals(Optional.of(false))) {
            low = Math.floor(low);
            high = Math.ceil(high);
        }
        low = Math.max(low, 0);
        high = Math.min(high, turned - 1);
        float width = low == high ? 0.001f : (float) (high - low);
        float ramp = Math.clamp((pair - (float) low) / width, 0f, 1f);
        return plain / (float) get("factor") * ramp + plain * (1 - ramp);
    }

    /// The pair that makes `turns` full turns over the text that was trained on.
    private double yarnPair(double turns, int turned, double theta) {
        double length = number("original_max_position_embeddings")
                .orElseGet(() -> configuration
                        .number("max_position_embeddings")
                        .map(Constant.Number::asDouble)
                        .orElse(2048.0));
        return turned * Math.log(length / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
    }

    private float yarnMagnitude() {
        OptionalDouble given = number("attention_factor");
        if (given.isPresent()) {
            return (float) given.getAsDouble();
        }
        double scale = number("mscale").orElse(0);
        double all = number("mscale_all_dim").orElse(0);
        return (float) (scale != 0 && all != 0 ? magnitude(scale) / magnitude(all) : magnitude(1));
    }

    private double magnitude(double scale) {
        double factor = get("factor");
        return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
    }

    private double get(String key) {
        return number(key).orElseThrow();
    }

    private OptionalDouble number(String key) {
        return place.flatMap(at -> configuration.number(at + "." + key))
                .map(found -> OptionalDouble.of(found.asDouble()))
                .orElseGet(OptionalDouble::empty);
    }
}
