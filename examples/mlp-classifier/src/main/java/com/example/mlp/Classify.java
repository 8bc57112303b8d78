package com.example.mlp;

import dev.rsparse.runtime.app.ModelFiles;
import dev.rsparse.runtime.tensor.Tensor;
import java.io.IOException;

/// Says on which of three rings points lie:
///
///     java --add-modules jdk.incubator.vector -cp … com.example.mlp.Classify 0.5 0.1 -0.9 0.4
public final class Classify {

    private Classify() {}

    /// The ring of each point, 0 for the inmost.
    ///
    /// @param points x and y of one after the other
    public static int[] rings(float... points) throws IOException {
        int count = points.length / 2;
        // Rings is what the build makes of src/main/onnx/rings.onnx.
        try (Rings model = Rings.load(ModelFiles.of(Rings.class).weights(), 1)) {
            model.run(Tensor.of(points, count, 2));
            float[] logits = model.output(0).floats();
            int width = model.output(0).dim(1);
            int[] rings = new int[count];
            for (int point = 0; point < count; point++) {
                for (int ring = 1; ring < width; ring++) {
                    if (logits[point * width + ring] > logits[point * width + rings[point]]) {
                        rings[point] = ring;
                    }
                }
            }
            return rings;
        }
    }

    public static void main(String[] args) throws IOException {
        if (args.length == 0 || args.length % 2 != 0) {
            System.err.println("give x and y of each point");
            System.exit(2);
        }
        float[] points = new float[args.length];
        for (int i = 0; i < args.length; i++) {
            points[i] = Float.parseFloat(args[i]);
        }
        for (int ring : rings(points)) {
            System.out.println("ring " + ring);
        }
    }
}
