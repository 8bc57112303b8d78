package dev.rsparse.benchmarks.peers;

/// An engine that cannot be installed or run. The message ends a sentence that begins with the engine's name.
final class EngineFailure extends Exception {

    private static final long serialVersionUID = 1;

    EngineFailure(String message) {
        super(message);
    }

    EngineFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
