/// tensor graph → graph program: places for values by when they are needed, and the calls in a straight line.
package dev.rsparse.compiler.onnx.program;
