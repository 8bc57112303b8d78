/// `.rsp` text and a checkpoint → an emitted class and its weights. The packages below are the stages, in the order
/// of
/// [dev.rsparse.compiler.Pipeline].
package dev.rsparse.compiler;
