package dev.rsparse.compiler.report;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/// A rendered page, read by an XML parser.
public record Page(Element root) {

    /// @throws AssertionError when it is not well-formed
    public static Page of(String html) {
        try {
            return new Page(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(html)))
                    .getDocumentElement());
        } catch (SAXException | IOException | ParserConfigurationException problem) {
            throw new AssertionError("not well-formed", problem);
        }
    }

    /// All elements of that name.
    public List<Element> all(String tag) {
        return all(root, tag);
    }

    /// Those of section `id`.
    public List<Element> in(String id, String tag) {
        return all(section(id), tag);
    }

    /// The text of the section, or of the first element of that name.
    public String text(String id) {
        return section(id).getTextContent();
    }

    /// The cells of all tables of a section, row by row.
    public List<List<String>> rows(String id) {
        return in(id, "tr").stream()
                .map(row -> IntStream.range(0, row.getChildNodes().getLength())
                        .mapToObj(i -> row.getChildNodes().item(i))
                        .filter(Element.class::isInstance)
                        .map(cell -> cell.getTextContent().strip())
                        .toList())
                .toList();
    }

    private Element section(String id) {
        return all("section").stream()
                .filter(section -> section.getAttribute("id").equals(id))
                .findFirst()
                .orElseGet(() -> all(id).getFirst());
    }

    private static List<Element> all(Element parent, String tag) {
        NodeList found = parent.getElementsByTagName(tag);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }
}
