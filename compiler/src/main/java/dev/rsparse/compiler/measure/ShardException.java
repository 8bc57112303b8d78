package dev.rsparse.compiler.measure;

/// A file that is no usable shard; the message says why. Checked: a partial file is dropped then, and a user who
/// names a shard has to be told.
final class ShardException extends Exception {

    private static final long serialVersionUID = 1L;

    ShardException(String problem) {
        super(problem);
    }
}
