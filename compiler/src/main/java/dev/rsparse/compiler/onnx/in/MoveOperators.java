package dev.rsparse.compiler.onnx.in;

import static dev.rsparse.compiler.onnx.in.OperatorDefinition.op;

import dev.rsparse.compiler.onnx.in.OperatorDefinition.Trait;
import dev.rsparse.runtime.op.move.Concat;
import dev.rsparse.runtime.op.move.Constant;
import dev.rsparse.runtime.op.move.ConstantOfShape;
import dev.rsparse.runtime.op.move.Expand;
import dev.rsparse.runtime.op.move.Flatten;
import dev.rsparse.runtime.op.move.Gather;
import dev.rsparse.runtime.op.move.Identity;
import dev.rsparse.runtime.op.move.Range;
import dev.rsparse.runtime.op.move.Reshape;
import dev.rsparse.runtime.op.move.Shape;
import dev.rsparse.runtime.op.move.Size;
import dev.rsparse.runtime.op.move.Slice;
import dev.rsparse.runtime.op.move.Split;
import dev.rsparse.runtime.op.move.Squeeze;
import dev.rsparse.runtime.op.move.Transpose;
import dev.rsparse.runtime.op.move.Unsqueeze;
import java.util.List;

/// The operators of package `runtime.op.move`.
final class MoveOperators {

    static final List<OperatorDefinition> ALL = List.of(
            op("Concat", Concat.class),
            op("Constant", Constant.class),
            op("ConstantOfShape", ConstantOfShape.class),
            op("Expand", Expand.class),
            op("Flatten", Flatten.class).with(Trait.VIEW),
            op("Gather", Gather.class),
            op("Identity", Identity.class).with(Trait.VIEW),
            op("Range", Range.class),
            op("Reshape", Reshape.class).with(Trait.VIEW),
            op("Shape", Shape.class).with(Trait.READS_SHAPE),
            op("Size", Size.class).with(Trait.READS_SHAPE),
            op("Slice", Slice.class),
            op("Split", Split.class),
            op("Squeeze", Squeeze.class).with(Trait.VIEW),
            op("Transpose", Transpose.class),
            op("Unsqueeze", Unsqueeze.class).with(Trait.VIEW));

    private MoveOperators() {}
}
