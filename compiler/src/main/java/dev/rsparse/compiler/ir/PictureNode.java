package dev.rsparse.compiler.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One operation on pictures, `f32[N,C,H,W]`: `C` planes of `H` rows of `W` numbers, one behind the other.
public sealed interface PictureNode extends Node {

    Value x();

    /// The weights it reads, in the order of the call.
    List<Weight> weights();

    /// The type of what it makes.
    TensorType made();

    /// Its numbers, for dumps.
    String settings();

    @Override
    default List<Value> inputs() {
        return List.of(x());
    }

    /// Extents of a picture.
    record Extents(int channels, int height, int width) {

        /// Those of a type `[N,C,H,W]`.
        public static Extents of(TensorType type) {
            return new Extents(type.size(1), type.size(2), type.size(3));
        }

        TensorType in(TensorType pictures) {
            return new TensorType(
                    pictures.dtype(),
                    List.of(pictures.dim(0), new Dim.Fixed(channels), new Dim.Fixed(height), new Dim.Fixed(width)));
        }
    }

    /// A window that moves over a picture, along one axis.
    ///
    /// @param covered numbers of the picture that it covers
    /// @param stride by how much it moves
    /// @param padding zeros, or nothing, on both sides of the picture
    /// @param dilation distance of neighbours in it
    record Side(int covered, int stride, int padding, int dilation) {

        /// That covers `size` neighbours, once.
        public static Side all(int size) {
            return new Side(size, 1, 0, 1);
        }

        /// How many places it has along a picture of `size`; less than 1 where it does not fit.
        int places(int size) {
            int reach = dilation * (covered - 1) + 1;
            return Math.floorDiv(size + 2 * padding - reach, stride) + 1;
        }
    }

    /// A window that moves over a picture.
    record Window(Side down, Side right) {

        /// The extents of what it makes of a picture, with as many channels.
        public Extents over(Extents picture, int channels) {
            return new Extents(channels, down.places(picture.height()), right.places(picture.width()));
        }

        @Override
        public String toString() {
            return down.covered + "x" + right.covered + ", stride = " + text(down.stride, right.stride)
                    + ", padding = " + text(down.padding, right.padding) + ", dilation = "
                    + text(down.dilation, right.dilation);
        }

        private static String text(int down, int right) {
            return down == right ? Integer.toString(down) : down + "x" + right;
        }
    }

    /// Sums of products of a window with a kernel (ONNX Conv-11): output channel `m` reads the channels of its group.
    ///
    /// @param weight `[M,C / groups,h,w]`
    /// @param bias `[M]`
    record Conv(Origin at, Value output, Value x, Weight weight, Optional<Weight> bias, Window window, int groups)
            implements PictureNode {
        @Override
        public List<Weight> weights() {
            List<Weight> weights = new ArrayList<>(List.of(weight));
            bias.ifPresent(weights::add);
            return weights;
        }

        @Override
        public TensorType made() {
            return window.over(Extents.of(x.type()), weight.type().size(0)).in(x.type());
        }

        @Override
        public String settings() {
            return window + ", groups = " + groups;
        }

        @Override
        public String op() {
            return "conv";
        }
    }

    /// One number of each window (ONNX MaxPool-12, AveragePool-11, GlobalAveragePool-1); what pads is never the
    /// largest.
    ///
    /// @param countPadding whether an average is over what pads, too
    record Pool(Origin at, Value output, Value x, Kind kind, Window window, boolean countPadding)
            implements PictureNode {

        /// What is made of a window.
        public enum Kind {
            MAX,
            AVERAGE
        }

        @Override
        public List<Weight> weights() {
            return List.of();
        }

        @Override
        public TensorType made() {
            Extents picture = Extents.of(x.type());
            return window.over(picture, picture.channels()).in(x.type());
        }

        @Override
        public String settings() {
            return window + (countPadding ? ", padding counted" : "");
        }

        @Override
        public String op() {
            return kind == Kind.MAX ? "max_pool" : "average_pool";
        }
    }

    /// `(x - mean) / sqrt(variance + epsilon) * scale + bias`, by numbers of each channel that training left (Ioffe
    /// and Szegedy, 2015; ONNX BatchNormalization-15 in inference).
    record BatchNorm(
            Origin at, Value output, Value x, Weight scale, Weight bias, Weight mean, Weight variance, float epsilon)
            implements PictureNode {
        @Override
        public List<Weight> weights() {
            return List.of(scale, bias, mean, variance);
        }

        @Override
        public TensorType made() {
            return x.type();
        }

        @Override
        public String settings() {
            return "eps = " + epsilon;
        }

        @Override
        public String op() {
            return "batch_norm";
        }
    }

    /// A picture as one row of numbers, `[N,C * H * W]` (ONNX Flatten-13).
    record Flatten(Origin at, Value output, Value x) implements PictureNode {
        @Override
        public List<Weight> weights() {
            return List.of();
        }

        @Override
        public TensorType made() {
            return new TensorType(
                    x.type().dtype(),
                    List.of(x.type().dim(0), new Dim.Fixed(x.type().rowSize())));
        }

        @Override
        public String settings() {
            return "";
        }

        @Override
        public String op() {
            return "flatten";
        }
    }
}
