package dev.rsparse.compiler.onnx.in;

import static dev.rsparse.compiler.onnx.in.OperatorDefinition.op;

import dev.rsparse.compiler.onnx.in.OperatorDefinition.Trait;
import dev.rsparse.runtime.op.image.AffineGrid;
import dev.rsparse.runtime.op.image.Bernoulli;
import dev.rsparse.runtime.op.image.BlackmanWindow;
import dev.rsparse.runtime.op.image.Col2Im;
import dev.rsparse.runtime.op.image.DFT;
import dev.rsparse.runtime.op.image.Det;
import dev.rsparse.runtime.op.image.GridSample;
import dev.rsparse.runtime.op.image.HammingWindow;
import dev.rsparse.runtime.op.image.HannWindow;
import dev.rsparse.runtime.op.image.MaxRoiPool;
import dev.rsparse.runtime.op.image.MelWeightMatrix;
import dev.rsparse.runtime.op.image.Multinomial;
import dev.rsparse.runtime.op.image.NonMaxSuppression;
import dev.rsparse.runtime.op.image.RandomNormal;
import dev.rsparse.runtime.op.image.RandomNormalLike;
import dev.rsparse.runtime.op.image.RandomUniform;
import dev.rsparse.runtime.op.image.RandomUniformLike;
import dev.rsparse.runtime.op.image.Resize;
import dev.rsparse.runtime.op.image.RoiAlign;
import dev.rsparse.runtime.op.image.STFT;
import dev.rsparse.runtime.op.image.Upsample;
import java.util.List;

/// The operators of package `runtime.op.image`.
final class ImageOperators {

    static final List<OperatorDefinition> ALL = List.of(
            op("AffineGrid", AffineGrid.class),
            op("Bernoulli", Bernoulli.class).with(Trait.RANDOM),
            op("BlackmanWindow", BlackmanWindow.class),
            op("Col2Im", Col2Im.class),
            op("DFT", DFT.class),
            op("Det", Det.class),
            op("GridSample", GridSample.class),
            op("HammingWindow", HammingWindow.class),
            op("HannWindow", HannWindow.class),
            op("MaxRoiPool", MaxRoiPool.class),
            op("MelWeightMatrix", MelWeightMatrix.class),
            op("Multinomial", Multinomial.class).with(Trait.RANDOM),
            op("NonMaxSuppression", NonMaxSuppression.class),
            op("RandomNormal", RandomNormal.class).with(Trait.RANDOM),
            op("RandomNormalLike", RandomNormalLike.class).with(Trait.RANDOM),
            op("RandomUniform", RandomUniform.class).with(Trait.RANDOM),
            op("RandomUniformLike", RandomUniformLike.class).with(Trait.RANDOM),
            op("Resize", Resize.class),
            op("RoiAlign", RoiAlign.class),
            op("STFT", STFT.class),
            op("Upsample", Upsample.class));

    private ImageOperators() {}
}
