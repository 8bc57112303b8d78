/// toolchains, properties, environment and usual folders → the JDK that runs the compiler.
package dev.rsparse.maven.jdk;
