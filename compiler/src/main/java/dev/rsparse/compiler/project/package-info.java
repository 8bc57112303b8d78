/// a `.rsp` file's path → the checked model with the files around it: checkpoint, configuration, tokenizer, lock,
/// measured tensors, factors. File trouble becomes diagnostics here.
package dev.rsparse.compiler.project;
