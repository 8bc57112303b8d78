package dev.rsparse.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/// A report as one JSON object, its members named as the report's components.
final class JsonPrinter {

    private JsonPrinter() {}

    static String print(Object report) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON for " + report, e);
        }
    }
}
