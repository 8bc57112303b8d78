package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Squares of `blocksize` (attribute, `b`) places as channels: `out[n, (i·b+j)·C + c, h, w] = input[n, c, h·b+i,
/// w·b+j]`. Any type; input `[N, C, H, W]`. ONNX SpaceToDepth-1,-13.
public final class SpaceToDepth implements Operator {

    private final int block;
    private final StridedCopy copy;

    public SpaceToDepth(Settings settings) {
        this.block = Checks.attribute("SpaceToDepth", "blocksize", settings.integer("blocksize", 0));
        this.copy = new StridedCopy(settings.workers());
    }

    /// Writes the channels.
    public void run(Tensor input, Tensor out) {
        if (input.rank() != 4 || block < 1 || input.dim(2) % block != 0 || input.dim(3) % block != 0) {
            throw new IllegalArgumentException("SpaceToDepth: " + input + " does not take blocks of " + block);
        }
        int channels = input.dim(1);
        int height = input.dim(2) / block;
        int width = input.dim(3) / block;
        out.shape(input.type(), input.dim(0), channels * block * block, height, width);
        int plane = height * width;
        int row = width * block;
        copy.clear();
        copy.axis(input.dim(0), channels * block * block * plane, channels * block * block * plane);
        copy.axis(block, row, block * channels * plane);
        copy.axis(block, 1, channels * plane);
        copy.axis(channels, block * block * plane, plane);
        copy.axis(height, block * row, width);
        copy.axis(width, block, 1);
        copy.run(input, 0, out, 0);
    }
}
