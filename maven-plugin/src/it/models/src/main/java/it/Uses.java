package it;

import com.example.spirals.Spirals;
import java.io.IOException;
import java.nio.file.Path;

/** Needs the compiled model to be compiled itself. */
public final class Uses {

    private Uses() {}

    public static float[] classes(Path weights, float... points) throws IOException {
        try (Spirals model = Spirals.load(weights)) {
            return model.newInference().run(points);
        }
    }
}
