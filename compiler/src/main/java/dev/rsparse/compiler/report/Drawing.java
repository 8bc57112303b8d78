package dev.rsparse.compiler.report;

/// One SVG drawing; its colours and fonts are those of the page's style.
record Drawing(Markup out) {

    /// Opens a drawing that scales with the page.
    ///
    /// @param title what it shows, for those who do not see it
    static Drawing open(Markup out, int width, int height, String title) {
        out.open("svg", "viewBox", "0 0 " + width + " " + height, "role", "img", "aria-label", title);
        return new Drawing(out);
    }

    void close() {
        out.close();
    }

    void line(String kind, double x1, double y1, double x2, double y2) {
        path(
                kind,
                "M" + Numbers.place(x1) + " " + Numbers.place(y1) + "L" + Numbers.place(x2) + " " + Numbers.place(y2));
    }

    void path(String kind, String commands) {
        out.empty("path", "class", kind, "d", commands);
    }

    /// @param share of the strong colour in the line's, 0..1
    void shadedPath(String kind, String commands, double share) {
        out.empty("path", "class", kind, "style", "--p:" + Math.round(100 * share) + "%", "d", commands);
    }

    void dot(String kind, double x, double y, double radius) {
        out.empty("circle", "class", kind, "cx", Numbers.place(x), "cy", Numbers.place(y), "r", Numbers.place(radius));
    }

    /// @param kind says where the text is anchored: `start`, `mid` or `end`, and more
    void text(String kind, double x, double y, String text) {
        out.leaf("text", text, "class", kind, "x", Numbers.place(x), "y", Numbers.place(y));
    }
}
