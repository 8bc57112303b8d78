package com.example.rewrite;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the build wrote runs in ONNX Runtime, and mostly answers as the original does. */
class RewrittenTest {

    private static final int POINTS = 1000;

    private static byte[] original() throws IOException {
        return Files.readAllBytes(Path.of("../mlp-classifier/src/main/onnx/rings.onnx"));
    }

    private static byte[] rewritten() throws IOException {
        try (InputStream bytes = RewrittenTest.class.getResourceAsStream("/rings.onnx")) {
            return bytes.readAllBytes();
        }
    }

    private static float[][] logits(byte[] model, float[][] points) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(model);
                OnnxTensor input = OnnxTensor.createTensor(environment, points);
                OrtSession.Result result = session.run(Map.of("points", input))) {
            return (float[][]) result.get(0).getValue();
        }
    }

    private static int greatest(float[] values) {
        int at = 0;
        for (int i = 1; i < values.length; i++) {
            at = values[i] > values[at] ? i : at;
        }
        return at;
    }

    private static boolean isThinned(byte[] model) {
        return new String(model, StandardCharsets.ISO_8859_1).contains("SparseLowRankLinear");
    }

    @Test
    void linearsAreThinnedInTheRewrittenModelAlone() throws IOException {
        assertTrue(isThinned(rewritten()));
        assertFalse(isThinned(original()));
    }

    @Test
    void answersMostlyAsTheOriginalDoes() throws IOException, OrtException {
        Random random = new Random(1);
        float[][] points = new float[POINTS][2];
        for (float[] point : points) {
            double angle = random.nextDouble() * 2 * Math.PI;
            double radius = 0.5 * (random.nextInt(3) + 1);
            point[0] = (float) (radius * Math.cos(angle));
            point[1] = (float) (radius * Math.sin(angle));
        }
        float[][] expected = logits(original(), points);
        float[][] found = logits(rewritten(), points);
        int same = 0;
        for (int i = 0; i < POINTS; i++) {
            same += greatest(expected[i]) == greatest(found[i]) ? 1 : 0;
        }
        assertTrue(same >= 900, same + " of " + POINTS + " answers alike");
    }
}
