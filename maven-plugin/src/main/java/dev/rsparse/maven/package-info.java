/// parameters of a Maven build → goals. Thin: each goal finds its sources, asks a worker, and puts what it gave in
/// place.
/// Goals keep classic Javadoc, which the descriptor of the plugin is made from.
package dev.rsparse.maven;
