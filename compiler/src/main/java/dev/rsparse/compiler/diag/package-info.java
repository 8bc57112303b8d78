/// problems found by any stage → text for people.
///
/// What is wrong with a user's input is a [dev.rsparse.compiler.diag.Diagnostic], a value that stages collect; what
/// is
/// wrong with the compiler is an exception and never comes here.
package dev.rsparse.compiler.diag;
