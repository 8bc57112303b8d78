/// files → mapped tensors and parsed headers; tensors and text → files that appear whole or not at all.
///
/// Safetensors in and out, a small JSON reader, and atomic writing. Nothing here knows of models or shapes beyond
/// what
/// a file says about itself.
package dev.rsparse.runtime.io;
