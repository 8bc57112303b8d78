package dev.rsparse.compiler.onnx.sites;

import java.util.List;
import java.util.Optional;

/// A linear of a model: a product of a value and a constant matrix.
///
/// @param selector reaches this linear and no other, as a policy would write it
/// @param node its path: names of the nodes around it and its own, with `/` between
/// @param operator `MatMul` or `Gemm`
/// @param in how many numbers it reads of each vector
/// @param out how many it gives
/// @param order which operand the weight is, and how it lies there
/// @param weight the matrix
/// @param bias what is added to each result, if it is a constant
/// @param scale of the product (`alpha` of a Gemm)
/// @param biasScale `beta` of a Gemm
/// @param module what the exporter says the linear was called, such as `m.layers.0.mlp.up`
/// @param place where its node stands in the model that was looked at
public record Site(
        String selector,
        String node,
        String operator,
        long in,
        long out,
        Order order,
        Weight weight,
        Optional<Bias> bias,
        double scale,
        double biasScale,
        Optional<String> module,
        Place place) {

    /// Where the node of a site stands.
    ///
    /// @param hops from the graph of the model to the body or function of the node; empty when it is in the graph
    /// @param index of the node in its body, in the order of the file
    /// @param input name of the value that it multiplies, as its body calls it
    /// @param weight name of the constant that it multiplies by, as its body calls it: behind all views
    public record Place(List<Hop> hops, int index, String input, String weight) {

        public Place {
            hops = List.copyOf(hops);
        }

        /// Whether the node is one of the model's graph, and not of a body or a function.
        public boolean isInGraph() {
            return hops.isEmpty();
        }

        /// Whether the node belongs to a function, and runs at each of its calls.
        public boolean isInFunction() {
            return hops.stream().anyMatch(Hop::isCall);
        }
    }

    /// A step into a node.
    ///
    /// @param index of the node in its body
    /// @param body which of the node's bodies, in the order of its attributes; -1 for the function that it calls
    public record Hop(int index, int body) {

        static Hop body(int index, int body) {
            return new Hop(index, body);
        }

        static Hop call(int index) {
            return new Hop(index, -1);
        }

        /// Whether it leads into a function.
        public boolean isCall() {
            return body < 0;
        }
    }

    /// How operands and results lie.
    ///
    /// @param weightFirst whether the weight is the left operand, and vectors are columns of the right one
    /// @param transposedWeight whether the product reads the weight turned over
    /// @param transposedInput whether it reads the value turned over
    public record Order(boolean weightFirst, boolean transposedWeight, boolean transposedInput) {

        /// The product with `x` for the value and `w` for the weight: `x w`, `x w^T`, `w x`.
        @Override
        public String toString() {
            String w = transposedWeight ? "w^T" : "w";
            String x = transposedInput ? "x^T" : "x";
            return weightFirst ? w + " " + x : x + " " + w;
        }
    }

    /// @param name of the tensor, in its graph
    /// @param kind what holds it
    /// @param type of the stored elements: `f32`
    /// @param external whether it lies in another file
    /// @param behind operators between it and the product, the one next to the tensor first
    /// @param consumers paths and operators of all nodes that read the tensor, this one included
    public record Weight(
            String name, Kind kind, String type, boolean external, List<String> behind, List<String> consumers) {

        public Weight {
            behind = List.copyOf(behind);
            consumers = List.copyOf(consumers);
        }
    }

    /// What holds a tensor.
    public enum Kind {
        INITIALIZER("initializer"),
        CONSTANT_NODE("Constant node");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /// In plain words.
        public String text() {
            return text;
        }
    }

    /// @param name of its tensor
    /// @param node path of the `Add` that adds it, or of the linear itself
    public record Bias(String name, String node) {}
}
