/// A jar with one model, and a command line → text, or the classes of rows of numbers: the program of such jars,
/// and what `rsparsec run` shares with it.
package dev.rsparse.runtime.app;
