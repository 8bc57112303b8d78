package dev.rsparse.compiler.inspect;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.check.PolicyReach;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.schedule.Product;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.runtime.StripLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a source file, one of its policies and the lock beside it amount to.
///
/// @param project the source and its model
/// @param policy the policy looked at
/// @param unmeasured why the lock does not serve for it, if it does not
/// @param sites its linears in graph order
/// @param products how they run: linears that are thinned by rows stand alone and are not among them
/// @param format how weights are stored
public record Inspection(
        ModelProject project,
        CheckedPolicy policy,
        Optional<String> unmeasured,
        List<Site> sites,
        List<Product> products,
        StripLayout format) {

    public Inspection {
        sites = List.copyOf(sites);
        products = List.copyOf(products);
    }

    /// Looks at `policy`. A tuned one shows what the search chose where the lock holds that; weights are read where a
    /// lock's digests have to be compared, and not otherwise.
    ///
    /// @param lock what was measured for the file's policies
    /// @throws ProjectException when the policy cannot be compiled whatever is measured
    public static Inspection of(ModelProject project, CheckedPolicy policy, Optional<Lock> lock, StripLayout format) {
        PolicyResolver resolver = new PolicyResolver(project, policy);
        Optional<String> unmeasured = Optional.empty();
        Map<String, Thinning> thinnings = resolver.asked();
        PolicyResolver.Chosen chosen = new PolicyResolver.Chosen(thinnings, Optional.empty(), Optional.empty());
        if (!policy.isDense()) {
            try {
                chosen = resolver.chosen(lock);
                thinnings = resolver.measured(lock);
            } catch (ProjectException problem) {
                unmeasured = Optional.of(problem.diagnostics().getFirst().message());
                thinnings = chosen.sites();
            }
        }
        Graph graph = policy.rotated()
                ? PolicyGraph.rotate(project, policy).graph()
                : project.model().graph();
        Set<String> tuned = chosen.tuning().isPresent()
                ? policy.tune().map(spec -> Set.copyOf(spec.sites())).orElse(Set.of())
                : Set.of();
        SiteReader reader = new SiteReader(policy, thinnings, tuned);
        List<Site> sites =
                linears(project.model().graph()).stream().map(reader::read).toList();
        Schedule schedule = Schedule.of(Pipeline.rewrite(graph, thinnings), format);
        return new Inspection(project, policy, unmeasured, sites, schedule.products(), format);
    }

    private static List<Weight> linears(Graph graph) {
        return graph.nodes().stream()
                .filter(Node.Linear.class::isInstance)
                .map(node -> ((Node.Linear) node).weight())
                .toList();
    }

    /// A block's selector as the source has it, in one line; `default` for a block without.
    String selector(PolicyReach reach) {
        return reach.selector()
                .map(span -> reach.word() + " "
                        + span.in(project.sources().get(span.file())).strip().replaceAll("\\s+", " "))
                .orElse(reach.word());
    }

    /// Linears that are thinned.
    long thinned() {
        return sites.stream().filter(Site::sparse).count();
    }

    /// Share that the policy asks to read of the bytes of linears in layers and of others that are thinned, 0..1.
    double kept() {
        double read = 0;
        long all = 0;
        for (Site site : sites) {
            if (site.sparse() || site.weight().path().contains("[")) {
                read += site.kept() * site.weight().elements();
                all += site.weight().elements();
            }
        }
        return all == 0 ? 1 : read / all;
    }
}
