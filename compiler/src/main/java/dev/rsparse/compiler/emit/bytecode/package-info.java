/// kernel IR → class files, by ASM: what [dev.rsparse.compiler.emit.java] prints as source, bit for bit.
package dev.rsparse.compiler.emit.bytecode;
