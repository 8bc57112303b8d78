package dev.rsparse.compiler.check;

import dev.rsparse.compiler.check.Operation.Result;
import dev.rsparse.compiler.check.OperationCall.Axes;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.PictureNode.Extents;
import dev.rsparse.compiler.ir.PictureNode.Pool;
import dev.rsparse.compiler.ir.PictureNode.Side;
import dev.rsparse.compiler.ir.PictureNode.Window;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// Rules of the operations on pictures, `f32[N,C,H,W]`. Arguments have the names of ONNX attributes; one number
/// stands for both axes and all sides, two for the way down and the way to the right.
final class PictureRules {

    private PictureRules() {}

    /// x f32[N,C,H,W], w [M,C / group,h,w], bias [M] → f32[N,M,H',W']
    static Optional<Result> conv(OperationCall call) {
        Optional<Extents> picture = picture(call);
        OptionalInt groups = count(call, "group", 1, 1);
        if (picture.isEmpty() | !call.isWeight(1, TensorType.PICTURES) || groups.isEmpty()) {
            return Optional.empty();
        }
        Weight weight = call.weight(1);
        TensorType kernels = weight.type();
        Optional<Window> window = window(call, kernels.size(2), kernels.size(3));
        Optional<Weight> bias = call.hasWeight(2) ? Optional.of(call.weight(2)) : Optional.empty();
        if (window.isEmpty()
                || !groupsFit(call, picture.get(), kernels, groups.getAsInt())
                || bias.isPresent() && !perChannel(call, 2, kernels.size(0))) {
            return Optional.empty();
        }
        Value x = call.value(0);
        return made(
                call,
                window.get().over(picture.get(), kernels.size(0)),
                output ->
                        new PictureNode.Conv(call.origin(), output, x, weight, bias, window.get(), groups.getAsInt()));
    }

    private static boolean groupsFit(OperationCall call, Extents picture, TensorType kernels, int groups) {
        if (kernels.size(1) * (long) groups == picture.channels() && kernels.size(0) % groups == 0) {
            return true;
        }
        call.diagnostics()
                .add(call.problem(
                                Code.INNER_DIMENSION,
                                "channels differ: " + call.value(0).type() + " x " + kernels + " in " + groups
                                        + (groups == 1 ? " group" : " groups"),
                                "input has " + picture.channels() + ", weight takes " + groups + " x "
                                        + kernels.size(1))
                        .with(call.declaration(1), call.weight(1).path() + " is bound here"));
        return false;
    }

    /// x f32[N,C,H,W] → f32[N,C,H',W']
    static Optional<Result> maxPool(OperationCall call) {
        return pool(call, Pool.Kind.MAX, false);
    }

    /// x f32[N,C,H,W] → f32[N,C,H',W']
    static Optional<Result> averagePool(OperationCall call) {
        OptionalInt counted = count(call, "count_include_pad", 0, 0);
        if (counted.isPresent() && counted.getAsInt() > 1) {
            call.outOfRange(call.option("count_include_pad").orElseThrow(), "count_include_pad must be 0 or 1");
            return Optional.empty();
        }
        return counted.isEmpty() ? Optional.empty() : pool(call, Pool.Kind.AVERAGE, counted.getAsInt() == 1);
    }

    private static Optional<Result> pool(OperationCall call, Pool.Kind kind, boolean countPadding) {
        Optional<Extents> picture = picture(call);
        Optional<Axes> size = call.axes("kernel_shape", 1);
        if (picture.isEmpty() || size.isEmpty()) {
            return Optional.empty();
        }
        Optional<Window> window = window(call, size.get().down(), size.get().right());
        if (window.isEmpty()) {
            return Optional.empty();
        }
        // A window that covers nothing but what pads has no largest number.
        if (!padsLessThanItCovers(window.get().down())
                || !padsLessThanItCovers(window.get().right())) {
            call.outOfRange(call.option("pads").orElseThrow(), "pads must be below kernel_shape");
            return Optional.empty();
        }
        return pooled(call, kind, picture.get(), window.get(), countPadding);
    }

    /// x f32[N,C,H,W] → f32[N,C,1,1]
    static Optional<Result> globalAveragePool(OperationCall call) {
        return picture(call)
                .flatMap(picture -> pooled(
                        call,
                        Pool.Kind.AVERAGE,
                        picture,
                        new Window(Side.all(picture.height()), Side.all(picture.width())),
                        false));
    }

    private static Optional<Result> pooled(
            OperationCall call, Pool.Kind kind, Extents picture, Window window, boolean countPadding) {
        Value x = call.value(0);
        return made(
                call,
                window.over(picture, picture.channels()),
                output -> new Pool(call.origin(), output, x, kind, window, countPadding));
    }

    /// x f32[N,C,H,W], scale, bias, mean and variance [C] → the same
    static Optional<Result> batchNorm(OperationCall call) {
        Optional<Extents> picture = picture(call);
        double epsilon = call.option("eps").orElseThrow().number();
        if (!(epsilon >= 0)) {
            call.outOfRange(call.option("eps").orElseThrow(), "eps must be at least 0");
            return Optional.empty();
        }
        for (int i = 1; i <= 4; i++) {
            if (picture.isEmpty() || !perChannel(call, i, picture.get().channels())) {
                return Optional.empty();
            }
        }
        Value x = call.value(0);
        return Optional.of(new Result(
                x.type(),
                output -> new PictureNode.BatchNorm(
                        call.origin(),
                        output,
                        x,
                        call.weight(1),
                        call.weight(2),
                        call.weight(3),
                        call.weight(4),
                        (float) epsilon)));
    }

    /// x f32[N,C,H,W] → f32[N,C * H * W]
    static Optional<Result> flatten(OperationCall call) {
        return picture(call).map(_ -> {
            Value x = call.value(0);
            TensorType row = new TensorType(
                    DType.F32, List.of(x.type().dim(0), new Dim.Fixed(x.type().rowSize())));
            return new Result(row, output -> new PictureNode.Flatten(call.origin(), output, x));
        });
    }

    /// The extents of the first operand, which must be pictures.
    private static Optional<Extents> picture(OperationCall call) {
        if (!call.isActivation(0, DType.F32)) {
            return Optional.empty();
        }
        TensorType type = call.value(0).type();
        if (isPictures(type)) {
            return Optional.of(Extents.of(type));
        }
        call.diagnostics()
                .add(call.problem(
                        Code.OPERAND_TYPE, "expected pictures, f32[N,C,H,W], found " + type, "reads " + type));
        return Optional.empty();
    }

    /// Whether a type is one of pictures whose extents are numbers.
    static boolean isPictures(TensorType type) {
        return type.rank() == TensorType.PICTURES
                && type.shape().subList(1, TensorType.PICTURES).stream().allMatch(Dim.Fixed.class::isInstance);
    }

    private static Optional<Window> window(OperationCall call, int height, int width) {
        Optional<Axes> stride = axes(call, "strides", 1, 1);
        Optional<Axes> padding = axes(call, "pads", 0, 0);
        Optional<Axes> dilation = axes(call, "dilations", 1, 1);
        if (stride.isEmpty() || padding.isEmpty() || dilation.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Window(
                new Side(
                        height,
                        stride.get().down(),
                        padding.get().down(),
                        dilation.get().down()),
                new Side(
                        width,
                        stride.get().right(),
                        padding.get().right(),
                        dilation.get().right())));
    }

    private static Optional<Axes> axes(OperationCall call, String option, int least, int standard) {
        return call.option(option).isPresent() ? call.axes(option, least) : Optional.of(new Axes(standard, standard));
    }

    private static boolean padsLessThanItCovers(Side side) {
        return side.padding() < side.covered();
    }

    private static OptionalInt count(OperationCall call, String option, int least, int standard) {
        return call.option(option).isPresent() ? call.count(option, least) : OptionalInt.of(standard);
    }

    private static boolean perChannel(OperationCall call, int position, int channels) {
        if (!call.isWeight(position, 1)) {
            return false;
        }
        Weight weight = call.weight(position);
        if (weight.type().size(0) == channels) {
            return true;
        }
        call.diagnostics()
                .add(call.problem(
                                Code.INNER_DIMENSION,
                                weight.path() + " " + weight.type() + " does not fit " + channels + " channels",
                                "has " + channels + " channels")
                        .with(call.declaration(position), weight.path() + " is bound here"));
        return false;
    }

    private static Optional<Result> made(OperationCall call, Extents extents, Function<Value, Node> node) {
        TensorType pictures = call.value(0).type();
        if (extents.height() < 1 || extents.width() < 1) {
            call.diagnostics()
                    .add(call.problem(Code.OPERAND_TYPE, "the window is larger than " + pictures, "makes nothing"));
            return Optional.empty();
        }
        TensorType type = new TensorType(
                DType.F32,
                List.of(
                        pictures.dim(0),
                        new Dim.Fixed(extents.channels()),
                        new Dim.Fixed(extents.height()),
                        new Dim.Fixed(extents.width())));
        return Optional.of(new Result(type, node));
    }
}
