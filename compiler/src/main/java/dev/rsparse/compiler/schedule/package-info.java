/// rewritten graph → [dev.rsparse.compiler.schedule.Schedule]: which buffer holds each value, where each weight
/// lies in the
/// weight file, which nodes share a method, what runs for the last token only. No arithmetic is decided here.
package dev.rsparse.compiler.schedule;
