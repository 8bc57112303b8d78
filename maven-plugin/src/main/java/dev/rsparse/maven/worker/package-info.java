/// command lines → answers of a compiler in another JVM, and its messages as lines of a log.
package dev.rsparse.maven.worker;
