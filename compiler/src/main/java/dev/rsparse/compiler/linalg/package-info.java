/// a weight matrix → its best low-rank product; a symmetric matrix → its eigenvectors. Over OpenBLAS where its
/// natives load and over plain Java elsewhere. Nothing here knows of graphs or files.
package dev.rsparse.compiler.linalg;
