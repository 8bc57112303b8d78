package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Span;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One level of visible names; looks into the level around it for what it lacks.
final class Names {

    /// Each looks through all names, and behind this many errors nobody reads them.
    private static final int SUGGESTIONS = 100;

    private final Optional<Names> outer;
    private final Diagnostics diagnostics;
    private final Map<String, Symbol> symbols = new LinkedHashMap<>();
    private final Set<Span> read;

    private Names(Optional<Names> outer, Diagnostics diagnostics, Set<Span> read) {
        this.outer = outer;
        this.diagnostics = diagnostics;
        this.read = read;
    }

    static Names top(Diagnostics diagnostics) {
        return new Names(Optional.empty(), diagnostics, new HashSet<>());
    }

    /// A level inside this one.
    Names inner() {
        return new Names(Optional.of(this), diagnostics, read);
    }

    /// A level that sees nothing of this one.
    Names alone() {
        return new Names(Optional.empty(), diagnostics, read);
    }

    /// Adds a name that must be new here and may not hide one outside.
    void declare(Symbol symbol) {
        Name name = symbol.name();
        Symbol earlier = symbols.get(name.text());
        if (earlier != null) {
            diagnostics.add(
                    Diagnostic.at(name.span(), Code.DUPLICATE_NAME, "'" + name + "' is given twice", "given again")
                            .with(earlier.name().span(), "given first"));
            return;
        }
        peek(name.text()).ifPresent(hidden -> reportHidden(name, hidden));
        symbols.put(name.text(), symbol);
    }

    /// Gives a name a value: a new name here, or a new value for a name here or outside.
    void assign(Symbol.Local local) {
        Name name = local.name();
        Optional<Symbol> existing = peek(name.text());
        if (existing.isPresent() && !(existing.get() instanceof Symbol.Local)) {
            reportHidden(name, existing.get());
            return;
        }
        holder(name.text()).orElse(this).symbols.put(name.text(), local);
    }

    /// The meaning of a name that is read; an unknown one is reported.
    Optional<Symbol> read(Name name) {
        Optional<Symbol> found = peek(name.text());
        found.ifPresentOrElse(symbol -> read.add(symbol.name().span()), () -> reportUnknown(name));
        return found;
    }

    /// The meaning of a name without reading it.
    Optional<Symbol> peek(String name) {
        return holder(name).map(level -> level.symbols.get(name));
    }

    /// Whether anything read what was declared at `declaration`.
    boolean isRead(Span declaration) {
        return read.contains(declaration);
    }

    Collection<Symbol> symbols() {
        return symbols.values();
    }

    private Optional<Names> holder(String name) {
        return symbols.containsKey(name) ? Optional.of(this) : outer.flatMap(level -> level.holder(name));
    }

    private void reportHidden(Name name, Symbol hidden) {
        diagnostics.add(Diagnostic.at(
                        name.span(),
                        Code.SHADOWED_NAME,
                        "'" + name + "' is already the name of " + hidden.kind(),
                        "would hide it")
                .with(hidden.name().span(), "'" + name + "' is " + hidden.kind())
                .help("choose another name"));
    }

    private void reportUnknown(Name name) {
        Diagnostic unknown =
                Diagnostic.at(name.span(), Code.UNKNOWN_NAME, "unknown name '" + name + "'", "not known here");
        Optional<String> meant =
                diagnostics.errorCount() > SUGGESTIONS ? Optional.empty() : Suggestion.nearest(name.text(), visible());
        diagnostics.add(meant.isPresent() ? unknown.didYouMean(meant.get()) : unknown);
    }

    private Set<String> visible() {
        Set<String> all = outer.map(Names::visible).orElseGet(HashSet::new);
        all.addAll(symbols.keySet());
        return all;
    }
}
