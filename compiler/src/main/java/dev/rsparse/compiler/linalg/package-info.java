/// a weight matrix → its best low-rank product. The truncated singular value decomposition, over OpenBLAS where its
/// natives load and over plain Java elsewhere. Nothing here knows of graphs or files.
package dev.rsparse.compiler.linalg;
