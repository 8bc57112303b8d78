package dev.rsparse.compiler.weights;

import java.util.Optional;

/// Values of a checkpoint's `config.json`.
public interface ModelConfig {

    /// The value under `key`: a `Long`, `Double`, `Boolean` or `String`. `rope_theta` is also found inside
    /// `rope_parameters` (the newer spelling); dots step into objects (`rope_parameters.rope_type`)
    /// and lists (`architectures.0`).
    Optional<Object> find(String key);
}
