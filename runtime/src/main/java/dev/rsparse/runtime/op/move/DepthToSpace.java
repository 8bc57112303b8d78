package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Squares of `blocksize` (attribute, `b`) places out of channels: `out[n, c, h·b+i, w·b+j] = input[n, k, h, w]`,
/// where with the attribute `mode` "DCR" (the default, and all there is before version 11) `k = (i·b+j)·C/b² + c`,
/// with "CRD" `k = c·b² + i·b+j`. Any type; input `[N, C, H, W]`. ONNX DepthToSpace-1,-11,-13.
public final class DepthToSpace implements Operator {

    private final int block;
    private final boolean blocksFirst;
    private final StridedCopy copy;

    public DepthToSpace(Settings settings) {
        this.block = Checks.attribute("DepthToSpace", "blocksize", settings.integer("blocksize", 0));
        String mode = settings.text("mode", "DCR");
        this.blocksFirst = mode.equals("DCR");
        this.copy = new StridedCopy(settings.workers());
        if (!blocksFirst && !mode.equals("CRD")) {
            throw new IllegalArgumentException("DepthToSpace: no mode " + mode);
        }
    }

    /// Writes the picture.
    public void run(Tensor input, Tensor out) {
        if (input.rank() != 4 || block < 1 || input.dim(1) % ((long) block * block) != 0) {
            throw new IllegalArgumentException("DepthToSpace: " + input + " does not take blocks of " + block);
        }
        int channels = input.dim(1) / (block * block);
        int height = input.dim(2);
        int width = input.dim(3);
        out.shape(input.type(), input.dim(0), channels, height * block, width * block);
        int plane = height * width;
        int channel = blocksFirst ? plane : block * block * plane;
        int place = blocksFirst ? channels * plane : plane;
        int row = width * block;
        copy.clear();
        copy.axis(input.dim(0), input.dim(1) * plane, input.dim(1) * plane);
        copy.axis(channels, channel, block * block * plane);
        copy.axis(height, width, block * row);
        copy.axis(block, block * place, row);
        copy.axis(width, 1, block);
        copy.axis(block, place, 1);
        copy.run(input, 0, out, 0);
    }
}
