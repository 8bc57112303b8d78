package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.example.spirals.Spirals;
import dev.rsparse.runtime.app.ModelFiles;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SpiralsTest {

    @Test
    void sharesAddUpToOne() throws IOException {
        try (Spirals model = Spirals.load(ModelFiles.of(Spirals.class).weights())) {
            float[] shares = model.newInference().run(new float[] {0.1f, 0.2f});
            assertEquals(3, shares.length);
            assertEquals(1, shares[0] + shares[1] + shares[2], 1e-6);
        }
    }
}
