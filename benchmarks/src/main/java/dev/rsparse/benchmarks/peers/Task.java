package dev.rsparse.benchmarks.peers;

/// What every engine does in a run: it reads a prompt, then decodes tokens one by one, all of fixed ids.
///
/// @param prompt tokens
/// @param tokens decoded tokens
record Task(int threads, int prompt, int tokens) {}
