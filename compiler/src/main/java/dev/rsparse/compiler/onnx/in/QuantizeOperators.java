package dev.rsparse.compiler.onnx.in;

import static dev.rsparse.compiler.onnx.in.OperatorDefinition.op;

import dev.rsparse.runtime.op.quantize.DequantizeLinear;
import dev.rsparse.runtime.op.quantize.DynamicQuantizeLinear;
import dev.rsparse.runtime.op.quantize.QLinearConv;
import dev.rsparse.runtime.op.quantize.QLinearMatMul;
import dev.rsparse.runtime.op.quantize.QuantizeLinear;
import java.util.List;

/// The operators of package `runtime.op.quantize`.
final class QuantizeOperators {

    static final List<OperatorDefinition> ALL = List.of(
            op("DequantizeLinear", DequantizeLinear.class),
            op("DynamicQuantizeLinear", DynamicQuantizeLinear.class).outputs(3),
            op("QLinearConv", QLinearConv.class),
            op("QLinearMatMul", QLinearMatMul.class),
            op("QuantizeLinear", QuantizeLinear.class),
            op("DequantizeLinear", DequantizeLinear.class).microsoft(),
            op("QuantizeLinear", QuantizeLinear.class).microsoft());

    private QuantizeOperators() {}
}
