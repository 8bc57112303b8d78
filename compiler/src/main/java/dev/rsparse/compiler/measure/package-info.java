/// project, policies and a calibration text → the lock.
package dev.rsparse.compiler.measure;
