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

        private final String help;

        BudgetException(double least) {
            this(
                    least,
                    "at least " + least + " of the bytes are kept",
                    "raise the budget, or let linears be thinned further");
        }

        /// @param help what the user may do
        BudgetException(double least, String message, String help) {
            super(message);
            this.least = least;
            this.help = help;
        }

        public String help() {
            return help;
        }

        public double least() {
            return least;
        }
    }
}
