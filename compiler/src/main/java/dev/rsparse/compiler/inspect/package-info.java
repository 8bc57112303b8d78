/// project, policy, lock → what is in them, for people and tools: the graph, what the policy does to each linear and
/// why,
/// and how the linears run.
package dev.rsparse.compiler.inspect;
