/// compiled model and token windows → loss, perplexity and bytes really kept.
package dev.rsparse.compiler.eval;
