package dev.rsparse.compiler.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/// Writes HTML that is well-formed XML too. All text and attribute values are escaped.
final class Markup {

    /// Elements that begin on a line of their own.
    private static final Set<String> BLOCKS = Set.of(
            "head",
            "meta",
            "title",
            "style",
            "body",
            "header",
            "nav",
            "main",
            "section",
            "h1",
            "h2",
            "h3",
            "p",
            "ul",
            "li",
            "div",
            "figure",
            "figcaption",
            "table",
            "caption",
            "thead",
            "tbody",
            "tr",
            "svg",
            "path",
            "footer");

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /// Opens an element.
    ///
    /// @param attributes names and values in turn; values are written as they print
    Markup open(String tag, Object... attributes) {
        begin(tag, attributes);
        out.append('>');
        open.push(tag);
        return this;
    }

    /// Closes the innermost open element.
    Markup close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /// An element of text alone.
    Markup leaf(String tag, String text, Object... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /// An element that HTML gives no content, or one of SVG that has none.
    Markup empty(String tag, Object... attributes) {
        begin(tag, attributes);
        out.append(" />");
        return this;
    }

    private void begin(String tag, Object... attributes) {
        if (BLOCKS.contains(tag)) {
            out.append('\n');
        }
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1].toString());
            out.append('"');
        }
    }

    Markup text(String text) {
        escape(text);
        return this;
    }

    private void escape(String text) {
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(isXml(character) ? character : 0xfffd);
            }
        });
    }

    /// Whether XML 1.0 lets a document hold the character, escaped or not.
    private static boolean isXml(int character) {
        boolean control = character < ' ' && character != '\t' && character != '\n';
        boolean surrogate = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
        return !control && !surrogate && character != 0xfffe && character != 0xffff;
    }

    /// The whole page.
    ///
    /// @throws IllegalStateException when an element is still open
    String page() {
        if (!open.isEmpty()) {
            throw new IllegalStateException(open + " are still open");
        }
        return "<!DOCTYPE html>\n" + out + "\n";
    }
}
