/// a model → its linears: where each is, what its weight is and who else reads it, and why others are none.
package dev.rsparse.compiler.onnx.sites;
