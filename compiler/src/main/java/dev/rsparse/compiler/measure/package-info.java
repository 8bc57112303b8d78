/// project, policies and a calibration text, whole or in parts → the lock.
package dev.rsparse.compiler.measure;
