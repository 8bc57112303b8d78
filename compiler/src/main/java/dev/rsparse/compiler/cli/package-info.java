/// arguments → the stages' results on standard output, messages on standard error, an exit status. Thin: each
/// command opens
/// a project, calls a stage and prints.
package dev.rsparse.compiler.cli;
