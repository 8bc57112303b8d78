package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.grammar.Span;
import dev.rsparse.runtime.StripLayout;

/// One property of a policy block, with a value that makes sense.
sealed interface PolicySetting {

    Span span();

    /// What it decides; of two settings of one subject the later wins.
    String subject();

    /// `rsparse` or `dense`.
    record Mode(boolean sparse, Span span) implements PolicySetting {
        static final String SUBJECT = "mode";

        @Override
        public String subject() {
            return SUBJECT;
        }
    }

    /// `sparsity 50%`, as a share.
    record Sparsity(double share, Span span) implements PolicySetting {
        static final String SUBJECT = "sparsity";

        @Override
        public String subject() {
            return SUBJECT;
        }
    }

    /// `split 0.95`.
    record Split(double share, Span span) implements PolicySetting {
        static final String SUBJECT = "split";

        @Override
        public String subject() {
            return SUBJECT;
        }
    }

    /// `rank 64`.
    record Rank(int rank, Span span) implements PolicySetting {
        static final String SUBJECT = "rank";

        @Override
        public String subject() {
            return SUBJECT;
        }
    }

    /// `phase decode`.
    record Tokens(Phase phase, Span span) implements PolicySetting {
        static final String SUBJECT = "phase";

        @Override
        public String subject() {
            return SUBJECT;
        }
    }

    /// `score magnitude`.
    record Ranking(Score score, Span span) implements PolicySetting {
        static final String SUBJECT = "score";

        @Override
        public String subject() {
            return SUBJECT;
        }
    }

    /// `skip rows`.
    record Skipping(Skip skip, Span span) implements PolicySetting {
        static final String SUBJECT = "skip";

        @Override
        public String subject() {
            return SUBJECT;
        }
    }

    /// `mask shared`.
    record Masking(MaskScope scope, Span span) implements PolicySetting {
        static final String SUBJECT = "mask";

        @Override
        public String subject() {
            return SUBJECT;
        }
    }

    /// `weights q8`.
    record Format(StripLayout format, Span span) implements PolicySetting {
        static final String SUBJECT = "format";

        @Override
        public String subject() {
            return SUBJECT;
        }
    }

    /// `gamma 0.5`.
    record Gamma(double exponent, Span span) implements PolicySetting {
        static final String SUBJECT = "gamma";

        @Override
        public String subject() {
            return SUBJECT;
        }
    }
}
