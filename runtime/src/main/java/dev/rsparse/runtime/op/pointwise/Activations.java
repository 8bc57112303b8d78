package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import java.util.Set;

/// Operators of one input that can be done to a product as it is made, bit for bit what they do on their own.
/// Attribute `activation` names one; `activation_alpha`, `activation_beta`, `activation_min`, `activation_max` and
/// `activation_approximate` stand for its attributes `alpha` and so on, the settings' version for its own.
public final class Activations {

    /// What attribute `activation` may be.
    public static final Set<String> NAMES = Set.of(
            "Clip",
            "Elu",
            "Gelu",
            "HardSigmoid",
            "HardSwish",
            "LeakyRelu",
            "Mish",
            "QuickGelu",
            "Relu",
            "Sigmoid",
            "Softplus",
            "Swish",
            "Tanh");

    private static final String PREFIX = "activation_";

    private Activations() {}

    /// What the settings name; nothing becomes of numbers when they name none.
    ///
    /// @throws IllegalArgumentException for another name
    public static FloatFunction of(Settings settings) {
        String name = settings.text("activation", "");
        Settings own = own(settings);
        return switch (name) {
            case "" -> (in, out, from, to) -> {};
            case "Clip" ->
                Clip.between(own.number("min", Float.NEGATIVE_INFINITY), own.number("max", Float.POSITIVE_INFINITY));
            case "Elu" -> new Elu(own)::floats;
            case "Gelu" -> new Gelu(own)::floats;
            case "HardSigmoid" -> new HardSigmoid(own)::floats;
            case "HardSwish" -> new HardSwish(own)::floats;
            case "LeakyRelu" -> new LeakyRelu(own)::floats;
            case "Mish" -> new Mish(own)::floats;
            case "QuickGelu" -> new QuickGelu(own)::floats;
            case "Relu" -> new Relu(own)::floats;
            case "Sigmoid" -> new Sigmoid(own)::floats;
            case "Softplus" -> new Softplus(own)::floats;
            case "Swish" -> new Swish(own)::floats;
            case "Tanh" -> new Tanh(own)::floats;
            default -> throw new IllegalArgumentException("there is no activation " + name);
        };
    }

    private static Settings own(Settings settings) {
        Settings own = new Settings(settings.workers(), settings.version());
        for (String name : new String[] {"alpha", "beta", "min", "max"}) {
            if (settings.has(PREFIX + name)) {
                own.with(name, settings.number(PREFIX + name, 0));
            }
        }
        if (settings.has(PREFIX + "approximate")) {
            own.with("approximate", settings.text(PREFIX + "approximate", ""));
        }
        return own;
    }
}
