package dev.rsparse.runtime.tensor;

/// A node of a program at run time. A class that implements it
///
/// - has a public constructor that takes [Settings],
/// - has one public method `run` that returns nothing and takes tensors: first those it reads, then those it
///   writes. A last input that may come many times is a `Tensor[]`, and so is such an output. What a node leaves
///   out is
/// [Tensor#ABSENT].
///
/// `run` gives each tensor that it writes its type and shape before elements, and writes all of them: what lies in
/// its storage is left over from other values. What it writes is never what it reads. Storage that it needs besides
/// is its own and kept, so that running again with the same shapes makes no garbage.
///
/// Inputs that do not go together are refused with an [IllegalArgumentException] before anything is read beyond its
/// bounds.
public interface Operator {}
