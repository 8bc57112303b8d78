package dev.rsparse.runtime.io;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a checked header says.
///
/// @param tensors by name, in the order of the header
/// @param metadata the notes under `__metadata__`
record SafetensorsHeader(Map<String, TensorInfo> tensors, Map<String, String> metadata) {
    /// The key that is not a tensor.
    static final String METADATA_KEY = "__metadata__";

    /// Bytes of the header's length field, which the header itself follows.
    static final int LENGTH_BYTES = 8;

    /// The longest header the format allows.
    static final long MAX_HEADER_BYTES = 100_000_000;

    SafetensorsHeader {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
}
