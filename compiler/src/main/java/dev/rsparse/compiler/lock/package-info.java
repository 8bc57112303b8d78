/// measured thresholds, ranks and recipes ↔ the bytes of `MODEL.rsplock`. What calibration found, in a file that
/// users
/// commit, so that a build needs neither data nor a decomposition. Nothing here touches the file system.
package dev.rsparse.compiler.lock;
