package dev.rsparse.compiler.tune;

/// A way to look for a plan.
public interface Search {

    /// The best plan found. It is also told to `found` whenever it gets better, so that a search that is interrupted
    /// leaves what it had.
    ///
    /// @throws BudgetException when no plan keeps as little as the budget asks for
    /// @throws InterruptedException when the thread was interrupted
    Plan search(SearchContext context) throws InterruptedException;

    /// The budget is out of reach.
    final class BudgetException extends RuntimeException {

        private static final long serialVersionUID = 1;

        /// Share of the bytes that is kept at least.
        private final double least;

        BudgetException(double least) {
            super("at least " + least + " of the bytes are kept");
            this.least = least;
        }

        public double least() {
            return least;
        }
    }
}
