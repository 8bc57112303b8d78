package dev.rsparse.compiler.check;

import dev.rsparse.grammar.Span;
import dev.rsparse.runtime.StripLayout;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One block of a policy and what it reaches.
///
/// @param span the whole block
/// @param selector where its selector stands; empty for `default`, which has none
/// @param sites linears it reaches
/// @param tables embedding tables it reaches, of which it can say how they are stored
record PolicyRule(
        Span span, Optional<Span> selector, List<String> sites, List<String> tables, List<PolicySetting> settings) {

    PolicyRule {
        sites = List.copyOf(sites);
        tables = List.copyOf(tables);
        settings = List.copyOf(settings);
    }

    /// What it reaches, as other stages are told. A `default` reaches embeddings too, but that is of note only where it
    /// says how they are stored.
    PolicyReach reach() {
        boolean stores = format().isPresent();
        List<String> paths = Stream.concat(sites.stream(), stores ? tables.stream() : Stream.empty())
                .distinct()
                .toList();
        return new PolicyReach(selector.isPresent() ? "select" : "default", selector, span, paths);
    }

    /// How it says that weights are stored, if it does.
    Optional<StripLayout> format() {
        return settings.stream()
                .filter(PolicySetting.Format.class::isInstance)
                .map(setting -> ((PolicySetting.Format) setting).format())
                .findFirst();
    }
}
