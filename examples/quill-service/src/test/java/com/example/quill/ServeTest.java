package com.example.quill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ServeTest {

    private static String answer(Serve service) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        service.answer("The old man looked at the sea and said", 12, 7, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void continuesAPromptTheSameWayForTheSameSeed() throws IOException {
        try (Serve service = new Serve()) {
            String first = answer(service);
            assertFalse(first.isBlank());
            assertEquals(first, answer(service));
        }
    }
}
