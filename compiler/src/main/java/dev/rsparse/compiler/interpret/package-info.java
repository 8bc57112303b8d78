/// graph and weights → values, losses and gradients, many tokens at a time. Slower per token than an emitted class
/// and free of compiling one: what a search over thousands of ways to thin a model runs on.
package dev.rsparse.compiler.interpret;
