/// checked operations → [dev.rsparse.compiler.ir.Graph].
///
/// The checker decides what each operation is and what type it has; here the decisions become nodes with ids. Nothing
/// here can fail on a user's mistake.
package dev.rsparse.compiler.build;
