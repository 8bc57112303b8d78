package dev.rsparse.compiler.report;

/// Where a linear stands in tables and charts: `layer[3].q` in row `layer[3]` and column `q`.
///
/// @param scope empty for a linear that stands outside every layer
record SitePath(String scope, String kind) {

    static SitePath of(String path) {
        int dot = path.lastIndexOf('.');
        return new SitePath(path.substring(0, Math.max(dot, 0)), path.substring(dot + 1));
    }

    /// The row's title.
    String row() {
        return scope.isEmpty() ? "(no layer)" : scope;
    }
}
