package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.number;
import static dev.rsparse.compiler.lower.ValueBuffers.stride;
import static dev.rsparse.compiler.lower.ValueBuffers.width;

import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.PictureNode.Extents;
import dev.rsparse.compiler.ir.PictureNode.Side;
import dev.rsparse.compiler.ir.PictureNode.Window;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.kernel.Callee;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// Nodes of pictures, as calls of routines that take any number of them.
final class PictureLowering {

    private static final Expr WEIGHTS = new Expr.Own("weights", Type.MEMORY);

    private final ValueBuffers buffers;
    private final Function<Weight, Expr> places;

    /// @param places where the numbers of a weight are
    PictureLowering(ValueBuffers buffers, Function<Weight, Expr> places) {
        this.buffers = buffers;
        this.places = places;
    }

    void lower(Step step, PictureNode node) {
        switch (node) {
            case PictureNode.Conv conv -> conv(step, conv);
            case PictureNode.Pool pool -> pool(step, pool);
            case PictureNode.BatchNorm norm -> norm(step, norm);
            case PictureNode.Flatten flatten ->
                // The numbers lie as they are to lie.
                step.call(
                        Routines.SLICE,
                        buffers.of(flatten.x()),
                        number(0),
                        number(stride(flatten.x())),
                        buffers.of(flatten.output()),
                        number(stride(flatten.output())),
                        step.first(),
                        step.last(),
                        number(width(flatten.output())));
        }
    }

    private void conv(Step step, PictureNode.Conv conv) {
        List<Expr> arguments = rows(step, conv);
        arguments.addAll(List.of(WEIGHTS, places.apply(conv.weight())));
        // Without a bias, a place that no weight has.
        arguments.add(conv.bias().map(places).orElseGet(() -> number(-1L)));
        extents(arguments, conv);
        window(arguments, conv.window());
        arguments.add(number(conv.groups()));
        call(step, Routines.CONVOLUTION, arguments);
    }

    private void pool(Step step, PictureNode.Pool pool) {
        List<Expr> arguments = rows(step, pool);
        extents(arguments, pool);
        window(arguments, pool.window());
        boolean max = pool.kind() == PictureNode.Pool.Kind.MAX;
        if (!max) {
            arguments.add(number(pool.countPadding() ? 1 : 0));
        }
        call(step, max ? Routines.MAX_POOL : Routines.AVERAGE_POOL, arguments);
    }

    private void norm(Step step, PictureNode.BatchNorm norm) {
        List<Expr> arguments = rows(step, norm);
        arguments.add(WEIGHTS);
        norm.weights().forEach(weight -> arguments.add(places.apply(weight)));
        Extents picture = Extents.of(norm.x().type());
        arguments.add(number(picture.channels()));
        arguments.add(number(picture.height() * picture.width()));
        arguments.add(new Expr.ConstFloat(norm.epsilon()));
        call(step, Routines.BATCH_NORM, arguments);
    }

    /// What each routine takes first: both arrays, the pictures and how far one is from the next.
    private List<Expr> rows(Step step, PictureNode node) {
        return new ArrayList<>(List.of(
                buffers.of(node.x()),
                buffers.of(node.output()),
                step.first(),
                step.last(),
                number(stride(node.x())),
                number(stride(node.output()))));
    }

    private static void extents(List<Expr> arguments, PictureNode node) {
        for (Extents extents :
                List.of(Extents.of(node.x().type()), Extents.of(node.output().type()))) {
            arguments.add(number(extents.channels()));
            arguments.add(number(extents.height()));
            arguments.add(number(extents.width()));
        }
    }

    private static void window(List<Expr> arguments, Window window) {
        for (ToIntFunction<Side> figure :
                List.<ToIntFunction<Side>>of(Side::covered, Side::stride, Side::padding, Side::dilation)) {
            arguments.add(number(figure.applyAsInt(window.down())));
            arguments.add(number(figure.applyAsInt(window.right())));
        }
    }

    private static void call(Step step, Callee routine, List<Expr> arguments) {
        step.call(routine, arguments.toArray(Expr[]::new));
    }
}
