package dev.rsparse.compiler.check;

import dev.rsparse.grammar.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// The path of a selector: what each step of a site's path must be.
record SitePattern(List<Step> steps) {

    /// What one step must be.
    ///
    /// @param name what it must be called
    /// @param index what must stand behind it
    record Step(Predicate<String> name, Predicate<OptionalLong> index) {}

    SitePattern {
        steps = List.copyOf(steps);
    }

    /// Nothing when an index has no value, which is reported.
    static Optional<SitePattern> of(Selector selector, ConstantChecker constants) {
        List<Step> steps = new ArrayList<>();
        for (Selector.Segment segment : selector.path()) {
            List<String> names =
                    segment.names().stream().map(name -> name.text()).toList();
            Optional<Predicate<OptionalLong>> index = index(segment, constants);
            if (index.isEmpty()) {
                return Optional.empty();
            }
            steps.add(new Step(name -> names.isEmpty() || names.contains(name), index.get()));
        }
        return Optional.of(new SitePattern(steps));
    }

    private static Optional<Predicate<OptionalLong>> index(Selector.Segment segment, ConstantChecker constants) {
        if (segment.index().isEmpty()) {
            // `*` alone is any step; a name alone is a step without an index.
            boolean any = segment.names().isEmpty();
            return Optional.of(found -> any || found.isEmpty());
        }
        return switch (segment.index().get()) {
            case Selector.Index.Every() -> Optional.of(OptionalLong::isPresent);
            case Selector.Index.One(var value) ->
                constants.whole(value, 0).map(one -> found -> found.equals(OptionalLong.of(one)));
            case Selector.Index.Range(var from, var to) -> {
                Optional<Long> first = constants.whole(from, 0);
                Optional<Long> end = constants.whole(to, 0);
                yield first.isPresent() && end.isPresent()
                        ? Optional.of(found ->
                                found.isPresent() && found.getAsLong() >= first.get() && found.getAsLong() < end.get())
                        : Optional.empty();
            }
        };
    }

    /// Whether `site` is one of them.
    boolean matches(SitePath site) {
        return steps.size() == site.steps().size() && startsWith(site);
    }

    /// Whether `site` is one of them, or lies under one.
    boolean reaches(SitePath site) {
        return steps.size() <= site.steps().size() && startsWith(site);
    }

    private boolean startsWith(SitePath site) {
        return IntStream.range(0, steps.size()).allMatch(step -> allows(site, step));
    }

    /// Whether step `step` of `site` is as asked for.
    boolean allows(SitePath site, int step) {
        SitePath.Step found = site.steps().get(step);
        return steps.get(step).name().test(found.name())
                && steps.get(step).index().test(found.index());
    }

    /// The same with any index.
    SitePattern anywhere() {
        return new SitePattern(
                steps.stream().map(step -> new Step(step.name(), _ -> true)).toList());
    }
}
