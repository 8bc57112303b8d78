/// a checkpoint's folder → names, types and values of its tensors and of its configuration.
///
/// Tensors stay mapped; what a stage asks for is converted to 32-bit floats piece by piece, never all at once.
package dev.rsparse.compiler.weights;
