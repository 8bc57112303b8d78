package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.weights.ModelConfig;
import java.util.Optional;
import java.util.OptionalLong;

/// The checkpoint's `config.json`, read when first asked for. When it cannot be read that is reported once and
/// every key is absent.
final class Configuration {

    private final CheckpointSource checkpoint;
    private final Diagnostics diagnostics;
    private Optional<ModelConfig> config = Optional.empty();
    private boolean opened;

    Configuration(CheckpointSource checkpoint, Diagnostics diagnostics) {
        this.checkpoint = checkpoint;
        this.diagnostics = diagnostics;
    }

    /// Whether there is a file to look into; when not, a missing key is no mistake of the source.
    boolean isReadable() {
        if (!opened) {
            opened = true;
            try {
                config = Optional.of(checkpoint.config());
            } catch (CheckpointException problem) {
                diagnostics.add(problem.diagnostic());
            }
        }
        return config.isPresent();
    }

    Optional<Object> find(String key) {
        return isReadable() ? config.orElseThrow().find(key) : Optional.empty();
    }

    /// The value under `key` as the language knows values.
    Optional<Constant> constant(String key) {
        return find(key).flatMap(value -> switch (value) {
            case Long whole -> Optional.of(new Constant.Whole(whole));
            case Double real when Double.isFinite(real) -> Optional.of(new Constant.Real(real));
            case String text -> Optional.of(new Constant.Text(text));
            case Boolean flag -> Optional.of(new Constant.Flag(flag));
            default -> Optional.empty();
        });
    }

    Optional<Constant.Number> number(String key) {
        return constant(key).filter(Constant.Number.class::isInstance).map(Constant.Number.class::cast);
    }

    OptionalLong whole(String key) {
        return number(key).orElse(null) instanceof Constant.Whole(long value)
                ? OptionalLong.of(value)
                : OptionalLong.empty();
    }
}
