/// graph → the same graph in canonical form, its residual stream rotated and its linears thinned as the policy and
/// the lock file say. Also the arithmetic and the factors of that thinning, and the weights of that rotation.
package dev.rsparse.compiler.rewrite;
