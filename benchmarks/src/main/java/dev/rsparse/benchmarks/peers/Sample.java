package dev.rsparse.benchmarks.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// What one run of an engine gave.
///
/// @param decode tokens per second
/// @param prompt tokens per second; 0 where the engine did not say
/// @param bytesPerToken as the engine counts them; 0 where it does not say
/// @param readBandwidth GB/s that the engine measured beside; 0 where it did not
/// @param density share of the channels that were kept; 0 where the engine does not say
/// @param disturbed whether the engine says so of its own run
/// @param detail which of its parts the engine used; may be empty
record Sample(
        double decode,
        double prompt,
        long bytesPerToken,
        double readBandwidth,
        double density,
        boolean disturbed,
        String detail) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Reads the JSON object that an engine printed, alone or as the last line that begins with a brace.
    ///
    /// @throws EngineFailure when there is none, or it holds no speed
    static Sample parse(String output) throws EngineFailure {
        JsonNode json = object(output);
        double decode = json.path("decodeTokensPerSecond").asDouble();
        if (!(decode > 0)) {
            throw new EngineFailure("printed no decodeTokensPerSecond");
        }
        return new Sample(
                decode,
                json.path("promptTokensPerSecond").asDouble(),
                json.path("bytesPerToken").asLong(),
                json.path("readBandwidthGigabytesPerSecond").asDouble(),
                json.path("density").asDouble(),
                isDisturbed(json.path("disturbed")),
                json.path("engine").asText(""));
    }

    /// `disturbed` is a truth value, or the reasons as text or list.
    private static boolean isDisturbed(JsonNode disturbed) {
        return disturbed.isBoolean()
                ? disturbed.asBoolean()
                : !disturbed.isEmpty() || !disturbed.asText().isEmpty();
    }

    private static JsonNode object(String output) throws EngineFailure {
        try {
            return JSON.readTree(output.substring(Math.max(0, start(output))));
        } catch (JsonProcessingException e) {
            throw new EngineFailure("printed no JSON", e);
        }
    }

    private static int start(String output) {
        return output.startsWith("{") ? 0 : output.lastIndexOf("\n{") + 1;
    }
}
