package dev.rsparse.compiler.onnx.in;

import static dev.rsparse.compiler.onnx.in.OperatorDefinition.op;

import dev.rsparse.compiler.onnx.in.OperatorDefinition.Trait;
import dev.rsparse.runtime.op.move.CenterCropPad;
import dev.rsparse.runtime.op.move.Compress;
import dev.rsparse.runtime.op.move.Concat;
import dev.rsparse.runtime.op.move.Constant;
import dev.rsparse.runtime.op.move.ConstantOfShape;
import dev.rsparse.runtime.op.move.DepthToSpace;
import dev.rsparse.runtime.op.move.Expand;
import dev.rsparse.runtime.op.move.EyeLike;
import dev.rsparse.runtime.op.move.Flatten;
import dev.rsparse.runtime.op.move.Gather;
import dev.rsparse.runtime.op.move.GatherElements;
import dev.rsparse.runtime.op.move.GatherND;
import dev.rsparse.runtime.op.move.Identity;
import dev.rsparse.runtime.op.move.OneHot;
import dev.rsparse.runtime.op.move.Pad;
import dev.rsparse.runtime.op.move.Range;
import dev.rsparse.runtime.op.move.Reshape;
import dev.rsparse.runtime.op.move.ReverseSequence;
import dev.rsparse.runtime.op.move.Scatter;
import dev.rsparse.runtime.op.move.ScatterElements;
import dev.rsparse.runtime.op.move.ScatterND;
import dev.rsparse.runtime.op.move.Shape;
import dev.rsparse.runtime.op.move.Size;
import dev.rsparse.runtime.op.move.Slice;
import dev.rsparse.runtime.op.move.SpaceToDepth;
import dev.rsparse.runtime.op.move.Split;
import dev.rsparse.runtime.op.move.Squeeze;
import dev.rsparse.runtime.op.move.TensorScatter;
import dev.rsparse.runtime.op.move.Tile;
import dev.rsparse.runtime.op.move.Transpose;
import dev.rsparse.runtime.op.move.Trilu;
import dev.rsparse.runtime.op.move.Unsqueeze;
import java.util.List;

/// The operators of package `runtime.op.move`.
final class MoveOperators {

    static final List<OperatorDefinition> ALL = List.of(
            op("CenterCropPad", CenterCropPad.class),
            op("Compress", Compress.class),
            op("Concat", Concat.class),
            op("Constant", Constant.class),
            op("ConstantOfShape", ConstantOfShape.class),
            op("DepthToSpace", DepthToSpace.class),
            op("Expand", Expand.class),
            op("EyeLike", EyeLike.class),
            op("Flatten", Flatten.class).with(Trait.VIEW),
            op("Gather", Gather.class),
            op("GatherElements", GatherElements.class),
            op("GatherND", GatherND.class),
            op("Identity", Identity.class).with(Trait.VIEW),
            op("OneHot", OneHot.class),
            op("Pad", Pad.class),
            op("Range", Range.class),
            op("Reshape", Reshape.class).with(Trait.VIEW),
            op("ReverseSequence", ReverseSequence.class),
            op("Scatter", Scatter.class),
            op("ScatterElements", ScatterElements.class),
            op("ScatterND", ScatterND.class),
            op("Shape", Shape.class).with(Trait.READS_SHAPE),
            op("Size", Size.class).with(Trait.READS_SHAPE),
            op("Slice", Slice.class),
            op("SpaceToDepth", SpaceToDepth.class),
            op("Split", Split.class),
            op("Squeeze", Squeeze.class).with(Trait.VIEW),
            op("TensorScatter", TensorScatter.class),
            op("Tile", Tile.class),
            op("Transpose", Transpose.class),
            op("Trilu", Trilu.class),
            op("Unsqueeze", Unsqueeze.class).with(Trait.VIEW));

    private MoveOperators() {}
}
