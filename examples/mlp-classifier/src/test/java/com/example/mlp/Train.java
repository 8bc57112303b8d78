package com.example.mlp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// Trains the classifier and writes it as an ONNX model, laid out as torch exports `Sequential(Linear, ReLU, Linear,
/// ReLU, Linear)`, and some points to calibrate it on as a NumPy file. Deterministic: it writes the files that are here,
/// byte for byte. Run once by hand, from this project's folder:
///
///     java src/test/java/com/example/mlp/Train.java src/main/onnx/rings.onnx ../onnx-rewrite/src/calibration/points.npy
public final class Train {

    private static final int[] WIDTHS = {2, 48, 48, RingPoints.COUNT};
    private static final int POINTS = 600;
    private static final int SAMPLES = 64;
    private static final int EPOCHS = 200;

    private static final double RATE = 0.01;
    private static final double MEAN_DECAY = 0.9;
    private static final double SQUARE_DECAY = 0.999;

    private Train() {}

    public static void main(String[] args) throws IOException {
        RingPoints rings = RingPoints.draw(POINTS, 1);
        Layer[] layers = new Layer[WIDTHS.length - 1];
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new Layer(WIDTHS[i], WIDTHS[i + 1], random);
        }
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            double loss = 0;
            for (int point = 0; point < POINTS; point++) {
                loss += learn(layers, rings, point);
            }
            for (Layer layer : layers) {
                layer.step(epoch);
            }
            if (epoch % 100 == 0) {
                System.out.printf("epoch %d: loss %.4f%n", epoch, loss / POINTS);
            }
        }
        OnnxBytes model = new OnnxBytes("points", WIDTHS[0], "logits", RingPoints.COUNT);
        for (int i = 0; i < layers.length; i++) {
            // Numbered as in a Sequential, where every other member is an activation.
            model.linear(2 * i, layers[i].out, layers[i].in, layers[i].floats(0), layers[i].floats(layers[i].biases));
            if (i < layers.length - 1) {
                model.relu(2 * i + 1);
            }
        }
        Files.write(Path.of(args[0]), model.bytes());
        Files.write(Path.of(args[1]), npy(RingPoints.draw(SAMPLES, 4).points()));
    }

    /// Points as a NumPy array `float32[n,2]`.
    private static byte[] npy(float[] points) {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + points.length / 2 + ", 2), }";
        // The elements begin at a multiple of 64 bytes, behind 10 bytes, the header, blanks and a line feed.
        int length = (10 + header.length()) / 64 * 64 + 64 - 10;
        byte[] text = (header + " ".repeat(length - header.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(10 + length + 4 * points.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) length).put(text);
        bytes.asFloatBuffer().put(points);
        return bytes.array();
    }

    /// Adds the gradient of one point's cross-entropy; gives that.
    private static double learn(Layer[] layers, RingPoints rings, int point) {
        double[] value = {rings.points()[2 * point], rings.points()[2 * point + 1]};
        for (int i = 0; i < layers.length; i++) {
            value = layers[i].forward(value, i < layers.length - 1);
        }
        double sum = 0;
        for (double logit : value) {
            sum += StrictMath.exp(logit);
        }
        double[] gradient = new double[value.length];
        for (int i = 0; i < value.length; i++) {
            gradient[i] = (StrictMath.exp(value[i]) / sum - (i == rings.classes()[point] ? 1 : 0)) / POINTS;
        }
        for (int i = layers.length - 1; i >= 0; i--) {
            gradient = layers[i].backward(gradient, i < layers.length - 1);
        }
        return StrictMath.log(sum) - value[rings.classes()[point]];
    }

    /// A linear layer with its gradient, and what Adam (Kingma and Ba, 2015) remembers of it.
    private static final class Layer {

        private final int in;
        private final int out;
        /// Where the biases begin, behind the rows of the weight.
        private final int biases;
        private final double[] values;
        private final double[] gradients;
        private final double[] means;
        private final double[] squares;
        private double[] input;
        private double[] output;

        Layer(int in, int out, SplittableRandom random) {
            this.in = in;
            this.out = out;
            biases = in * out;
            values = new double[biases + out];
            gradients = new double[values.length];
            means = new double[values.length];
            squares = new double[values.length];
            double bound = StrictMath.sqrt(3.0 / in);
            for (int i = 0; i < biases; i++) {
                values[i] = random.nextDouble(-bound, bound);
            }
        }

        double[] forward(double[] x, boolean relu) {
            input = x;
            output = new double[out];
            for (int row = 0; row < out; row++) {
                double sum = values[biases + row];
                for (int column = 0; column < in; column++) {
                    sum += values[row * in + column] * x[column];
                }
                output[row] = relu ? Math.max(0, sum) : sum;
            }
            return output;
        }

        double[] backward(double[] gradient, boolean relu) {
            double[] back = new double[in];
            for (int row = 0; row < out; row++) {
                double slope = relu && output[row] == 0 ? 0 : gradient[row];
                gradients[biases + row] += slope;
                for (int column = 0; column < in; column++) {
                    gradients[row * in + column] += slope * input[column];
                    back[column] += slope * values[row * in + column];
                }
            }
            return back;
        }

        void step(int epoch) {
            double meanScale = 1 - StrictMath.pow(MEAN_DECAY, epoch);
            double squareScale = 1 - StrictMath.pow(SQUARE_DECAY, epoch);
            for (int i = 0; i < values.length; i++) {
                means[i] = MEAN_DECAY * means[i] + (1 - MEAN_DECAY) * gradients[i];
                squares[i] = SQUARE_DECAY * squares[i] + (1 - SQUARE_DECAY) * gradients[i] * gradients[i];
                values[i] -= RATE * means[i] / meanScale / (StrictMath.sqrt(squares[i] / squareScale) + 1e-8);
                gradients[i] = 0;
            }
        }

        /// The weight, from 0, or the biases.
        float[] floats(int from) {
            int count = from == biases ? out : biases;
            float[] floats = new float[count];
            for (int i = 0; i < count; i++) {
                floats[i] = (float) values[from + i];
            }
            return floats;
        }
    }
}
