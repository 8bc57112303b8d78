package dev.rsparse.compiler.ir;

/// How one linear of shape `[out,in]` is thinned at run time (R-Sparse, arXiv:2504.19449, section 3).
///
/// Per token with input `x`, channel `j` is kept when `|x_j| * c_j > threshold`; the others go through the
/// rank-`rank` product. `c_j` is 1 when `columnNorms` is false, else the Euclidean norm of column `j`.
///
/// @param sparsity share of the linear's bytes that is not read, 0..1
/// @param split share of the kept bytes spent on channels (the paper's rho), 0..1; 1 means no low-rank term
/// @param rank rank of the low-rank term; 0 means none
/// @param columnNorms whether scores are scaled by the column norms
/// @param threshold scores strictly above it keep their channel
/// @param phase which tokens are thinned
public record Thinning(double sparsity, double split, int rank, boolean columnNorms, float threshold, Phase phase) {}
