package dev.rsparse.compiler.onnx.in;

import static dev.rsparse.compiler.onnx.in.OperatorDefinition.op;

import dev.rsparse.runtime.op.reduce.Adagrad;
import dev.rsparse.runtime.op.reduce.Adam;
import dev.rsparse.runtime.op.reduce.ArgMax;
import dev.rsparse.runtime.op.reduce.ArgMin;
import dev.rsparse.runtime.op.reduce.CumProd;
import dev.rsparse.runtime.op.reduce.CumSum;
import dev.rsparse.runtime.op.reduce.Hardmax;
import dev.rsparse.runtime.op.reduce.LogSoftmax;
import dev.rsparse.runtime.op.reduce.Momentum;
import dev.rsparse.runtime.op.reduce.NegativeLogLikelihoodLoss;
import dev.rsparse.runtime.op.reduce.NonZero;
import dev.rsparse.runtime.op.reduce.ReduceL1;
import dev.rsparse.runtime.op.reduce.ReduceL2;
import dev.rsparse.runtime.op.reduce.ReduceLogSum;
import dev.rsparse.runtime.op.reduce.ReduceLogSumExp;
import dev.rsparse.runtime.op.reduce.ReduceMax;
import dev.rsparse.runtime.op.reduce.ReduceMean;
import dev.rsparse.runtime.op.reduce.ReduceMin;
import dev.rsparse.runtime.op.reduce.ReduceProd;
import dev.rsparse.runtime.op.reduce.ReduceSum;
import dev.rsparse.runtime.op.reduce.ReduceSumSquare;
import dev.rsparse.runtime.op.reduce.Softmax;
import dev.rsparse.runtime.op.reduce.SoftmaxCrossEntropyLoss;
import dev.rsparse.runtime.op.reduce.TopK;
import dev.rsparse.runtime.op.reduce.Unique;
import dev.rsparse.runtime.tensor.Operator;
import java.util.List;
import java.util.Set;

/// The operators of package `runtime.op.reduce`.
final class ReduceOperators {

    static final List<OperatorDefinition> ALL = List.of(
            op("ArgMax", ArgMax.class),
            op("ArgMin", ArgMin.class),
            op("CumProd", CumProd.class),
            op("CumSum", CumSum.class),
            op("Hardmax", Hardmax.class),
            op("LogSoftmax", LogSoftmax.class),
            op("NegativeLogLikelihoodLoss", NegativeLogLikelihoodLoss.class),
            op("NonZero", NonZero.class),
            op("ReduceL1", ReduceL1.class),
            op("ReduceL2", ReduceL2.class),
            op("ReduceLogSum", ReduceLogSum.class),
            op("ReduceLogSumExp", ReduceLogSumExp.class),
            op("ReduceMax", ReduceMax.class),
            op("ReduceMean", ReduceMean.class),
            op("ReduceMin", ReduceMin.class),
            op("ReduceProd", ReduceProd.class),
            op("ReduceSum", ReduceSum.class),
            op("ReduceSumSquare", ReduceSumSquare.class),
            op("Softmax", Softmax.class),
            op("SoftmaxCrossEntropyLoss", SoftmaxCrossEntropyLoss.class).outputs(2),
            op("TopK", TopK.class).outputs(2),
            op("Unique", Unique.class).outputs(4),
            training("Adagrad", Adagrad.class),
            training("Adam", Adam.class),
            training("Momentum", Momentum.class));

    private ReduceOperators() {}

    private static OperatorDefinition training(String name, Class<? extends Operator> type) {
        return new OperatorDefinition("ai.onnx.preview.training", name, type, 1, Set.of());
    }
}
