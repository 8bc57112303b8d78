package dev.rsparse.compiler.report;

/// Tables that scroll sideways where the page is too narrow for them.
final class Tables {

    private Tables() {}

    /// Opens a table.
    ///
    /// @param title what it holds, for those who do not see it
    static void open(Markup out, String title) {
        out.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", title);
        out.open("table");
    }

    /// The head, and opens the body: the first column names rows, the others hold figures.
    static void head(Markup out, String first, String... figures) {
        openHead(out, first, figures);
        out.close().close().open("tbody");
    }

    /// The same with a last column that holds words.
    static void headWithWords(Markup out, String words, String first, String... figures) {
        openHead(out, first, figures);
        out.leaf("th", words, "scope", "col", "class", "name").close().close().open("tbody");
    }

    private static void openHead(Markup out, String first, String... figures) {
        out.open("thead").open("tr").leaf("th", first, "scope", "col", "class", "name");
        for (String figure : figures) {
            out.leaf("th", figure, "scope", "col");
        }
    }

    static void name(Markup out, String text) {
        out.leaf("th", text, "scope", "row", "class", "name");
    }

    static void number(Markup out, String text) {
        out.leaf("td", text);
    }

    static void words(Markup out, String text) {
        out.leaf("td", text, "class", "name sentence");
    }

    static void close(Markup out) {
        out.close().close().close();
    }
}
