package dev.rsparse.compiler.inspect;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.check.SitePolicy;
import dev.rsparse.compiler.engine.Sites;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.grammar.Span;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A policy's word on a linear, with what a search chose for it.
final class SiteReader {

    private static final String MODE = "mode";
    private static final String GAMMA = "gamma";

    /// The properties that a thinned linear has a value of, in the order to show them in.
    static final List<String> COLUMNS = List.of(MODE, "sparsity", "skip", "split", "rank", GAMMA, "mask", "phase");

    private final CheckedPolicy policy;
    private final Map<String, Thinning> thinnings;
    private final Set<String> tuned;

    /// @param thinnings how linears are thinned, by site
    /// @param tuned sites whose figures a search chose
    SiteReader(CheckedPolicy policy, Map<String, Thinning> thinnings, Set<String> tuned) {
        this.policy = policy;
        this.thinnings = thinnings;
        this.tuned = tuned;
    }

    Site read(Weight weight) {
        SitePolicy site = policy.sites().get(weight.path());
        Thinning thinning = thinnings.get(weight.path());
        boolean chosen = tuned.contains(weight.path());
        List<Site.Setting> settings = new ArrayList<>();
        if (thinning == null) {
            add(settings, site, MODE, "dense", chosen && site.sparse());
            return new Site(weight, false, settings, 1);
        }
        add(settings, site, MODE, "rsparse", false);
        add(settings, site, "sparsity", percent(thinning.sparsity()), chosen);
        add(settings, site, "skip", thinning.skip().text(), chosen);
        add(settings, site, "split", number(thinning.split()), chosen);
        add(settings, site, "rank", Integer.toString(thinning.rank()), chosen);
        // `score` is another word for two values of it.
        String scored = site.decidedBy().containsKey(GAMMA) ? GAMMA : "score";
        add(settings, site, scored, number(thinning.gamma()), false);
        add(settings, site, "mask", site.sharedMask() ? "shared" : "own", false);
        add(settings, site, "phase", thinning.phase().text(), false);
        return new Site(weight, true, settings, Sites.nominalKept(weight, thinning));
    }

    private static void add(
            List<Site.Setting> settings, SitePolicy site, String property, String value, boolean tuned) {
        Span rule = site.decidedBy().get(property);
        Site.Source source = tuned ? Site.Source.TUNED : rule == null ? Site.Source.STANDARD : Site.Source.RULE;
        settings.add(new Site.Setting(
                property.equals("score") ? GAMMA : property,
                value,
                source,
                source == Site.Source.RULE ? rule : Span.NONE));
    }

    static String percent(double share) {
        return number(share * 100) + "%";
    }

    /// At most four decimals, none that say nothing.
    static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(4, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }
}
