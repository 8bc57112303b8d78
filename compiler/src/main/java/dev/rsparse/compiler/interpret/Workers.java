package dev.rsparse.compiler.interpret;

import dev.rsparse.compiler.linalg.ProviderChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Shares out numbered tasks to threads. A task that stands alone gives the same result on any thread, so what is
/// gathered by task number does not depend on how many there are.
public final class Workers implements AutoCloseable {

    /// How many are open: while any is, a product must keep to one thread.
    private static final AtomicInteger OPEN = new AtomicInteger();

    private final int threads;
    private final ExecutorService pool;

    public Workers(int threads) {
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(threads);
        // Two levels of threads would only wait for each other.
        OPEN.incrementAndGet();
        ProviderChoice.once().algebra().threads(1);
    }

    /// Runs tasks `0..count` and waits for them.
    ///
    /// @throws InterruptedException when the calling thread was interrupted; tasks under way end first
    public void run(int count, IntConsumer task) throws InterruptedException {
        gather(count, () -> task, IntConsumer::accept);
    }

    /// Runs tasks `0..count`, each with the sum of the thread that it is on, and waits for them.
    ///
    /// @param sum makes what one thread gathers in
    /// @return the sums, one for each thread; which tasks went into which is left to chance
    /// @throws InterruptedException when the calling thread was interrupted; tasks under way end first
    public <S> List<S> gather(int count, Supplier<S> sum, ObjIntConsumer<S> task) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        List<S> sums = Stream.generate(sum).limit(Math.min(threads, count)).toList();
        List<Future<?>> running = new ArrayList<>();
        for (S own : sums) {
            running.add(pool.submit(() -> {
                for (int at = next.getAndIncrement(); at < count; at = next.getAndIncrement()) {
                    task.accept(own, at);
                }
            }));
        }
        try {
            for (Future<?> worker : running) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a sequence could not be interpreted", e.getCause());
        } catch (InterruptedException e) {
            next.set(count);
            throw e;
        }
        return sums;
    }

    @Override
    public void close() {
        pool.shutdownNow();
        if (OPEN.decrementAndGet() == 0) {
            ProviderChoice.once().algebra().threads(Runtime.getRuntime().availableProcessors());
        }
    }
}
