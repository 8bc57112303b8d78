/// arrays with a type and a shape ↔ the operators of tensor programs: what classes compiled from ONNX models keep
/// their values in. A tensor's storage is kept when its shape changes, so a program that runs again makes no
/// garbage.
package dev.rsparse.runtime.tensor;
