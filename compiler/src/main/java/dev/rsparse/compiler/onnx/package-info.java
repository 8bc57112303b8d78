/// an ONNX file → its model, checked, and the bytes of its tensors; the model → the same file again.
///
/// What a model holds that this compiler does not know stays in it: unknown fields, types, operators and domains are
/// written as they were read. Tensors in data files beside the model stay mapped and are never all in the heap.
package dev.rsparse.compiler.onnx;
