/// graph → the same graph in canonical form, its linears thinned as the policy and the lock file say. Also the
/// arithmetic and the factors of that thinning.
package dev.rsparse.compiler.rewrite;
