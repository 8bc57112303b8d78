/// project, policies and a calibration text, whole or in parts → the lock and its tensors.
package dev.rsparse.compiler.measure;
