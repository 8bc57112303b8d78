/// Java source or class files → a loaded class, in this process: how calibration, evaluation and `run` execute what
/// was emitted.
package dev.rsparse.compiler.load;
