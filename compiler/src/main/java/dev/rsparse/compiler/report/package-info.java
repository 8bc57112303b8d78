/// project, lock, kept results, scores and spectra → one page of HTML.
package dev.rsparse.compiler.report;
