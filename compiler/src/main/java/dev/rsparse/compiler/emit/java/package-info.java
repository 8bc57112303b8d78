/// kernel IR → Java source. Prints what the IR says and decides nothing of what it computes.
package dev.rsparse.compiler.emit.java;
