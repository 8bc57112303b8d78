package dev.rsparse.compiler.onnx.in;

import java.util.ArrayList;
import java.util.List;

/// One thing that a graph does. What a node leaves out is [Value#ABSENT].
public sealed interface Step {

    /// Values that it reads itself, those read by its blocks not among them.
    List<Value> inputs();

    /// Values that it gives.
    List<Value> outputs();

    /// Which node of the model it stands for: `Add "/layer/Add"`.
    String label();

    /// Blocks inside it.
    default List<Block> blocks() {
        return List.of();
    }

    /// An operator.
    record Apply(
            OperatorDefinition operator, Attributes attributes, List<Value> inputs, List<Value> outputs, String label)
            implements Step {
        public Apply {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }

    /// One of two blocks, by a scalar of type BOOL (ONNX If).
    record Choose(Value condition, Block then, Block otherwise, List<Value> outputs, String label) implements Step {
        public Choose {
            outputs = List.copyOf(outputs);
        }

        @Override
        public List<Value> inputs() {
            return List.of(condition);
        }

        @Override
        public List<Block> blocks() {
            return List.of(then, otherwise);
        }
    }

    /// A block that is run again and again (ONNX Loop; Scan is spelt by it).
    ///
    /// @param trips a scalar of type I64, how often at most; may be absent
    /// @param condition a scalar of type BOOL, whether to begin; may be absent
    /// @param initial what the block is first given to carry on
    /// @param body takes the number of the trip, the condition and what is carried on; gives the condition, what is
    ///     carried on and what is stacked up
    /// @param outputs what is carried on in the end, then the stacks along a new first axis
    record Repeat(Value trips, Value condition, List<Value> initial, Block body, List<Value> outputs, String label)
            implements Step {
        public Repeat {
            initial = List.copyOf(initial);
            outputs = List.copyOf(outputs);
        }

        @Override
        public List<Value> inputs() {
            List<Value> all = new ArrayList<>(List.of(trips, condition));
            all.addAll(initial);
            return all;
        }

        @Override
        public List<Block> blocks() {
            return List.of(body);
        }

        /// Number of outputs that are stacks.
        public int stacks() {
            return outputs.size() - initial.size();
        }
    }
}
