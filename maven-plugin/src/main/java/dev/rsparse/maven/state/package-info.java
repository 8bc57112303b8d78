/// sources and what the last build knew of them → those to build again; files of a build → their places.
package dev.rsparse.maven.state;
