package dev.rsparse.maven.worker;

/// The compiler's JVM did not start, or ended before it answered.
public final class WorkerException extends Exception {

    private static final long serialVersionUID = 1L;

    public WorkerException(String message) {
        super(message);
    }

    public WorkerException(String message, Throwable cause) {
        super(message, cause);
    }
}
