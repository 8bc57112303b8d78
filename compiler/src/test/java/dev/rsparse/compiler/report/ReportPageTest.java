package dev.rsparse.compiler.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

class ReportPageTest {

    private static final ReportData FULL = Reports.full("half", "valid.u16");

    static Stream<ReportData> reports() {
        return Stream.of(FULL, Reports.empty(), Reports.full("<b>&\"'", "a<b>&\"c\u0007.txt"));
    }

    private static Page page(ReportData data) {
        return Page.of(ReportPage.render(data));
    }

    @ParameterizedTest
    @MethodSource("reports")
    void isWellFormedAsXmlToo(ReportData data) {
        assertThat(page(data).root().getTagName()).isEqualTo("html");
    }

    @ParameterizedTest
    @MethodSource("reports")
    void needsNothingBesideIt(ReportData data) {
        assertThat(ReportPage.render(data))
                .doesNotContain("http", "//", "src=", "url(", "@import", "<script", "<link", "<img");
    }

    @ParameterizedTest
    @MethodSource("reports")
    void styleHoldsNothingThatWouldBeEscaped(ReportData data) {
        String style = page(data).all("style").getFirst().getTextContent();
        assertThat(style).isNotBlank().doesNotContain("<", ">", "&", "\"");
    }

    @ParameterizedTest
    @MethodSource("reports")
    void everyEntryOfTheContentsLeadsToASection(ReportData data) {
        Page page = page(data);
        List<String> sections = page.all("section").stream()
                .map(section -> "#" + section.getAttribute("id"))
                .toList();
        assertThat(page.all("a").stream().map(link -> link.getAttribute("href")))
                .containsExactlyElementsOf(sections)
                .doesNotHaveDuplicates();
    }

    @Test
    void sameDataGivesTheSameBytes() {
        assertThat(ReportPage.render(Reports.full("half", "valid.u16"))).isEqualTo(ReportPage.render(FULL));
    }

    @Test
    void escapesNames() {
        String page = ReportPage.render(Reports.full("<b>&\"", "a<b>&\"c.txt"));
        assertThat(page)
                .contains("&lt;b&gt;&amp;&quot;", "a&lt;b&gt;&amp;&quot;c.txt")
                .doesNotContain("a<b>");
    }

    @Test
    void replacesCharactersThatNoXmlMayHold() {
        assertThat(ReportPage.render(Reports.full("half", "a\u0007b"))).contains("a\ufffdb");
    }

    @Test
    void namesModelWeightsAndVersion() {
        assertThat(page(FULL).text("header")).contains("Tiny", "tiny.rsp", "rsparsec 0.1.0");
        assertThat(page(FULL).text("overview")).contains("model.safetensors", "0123456789ab", "calib.u16", "(target)");
    }

    @Test
    void drawsOneChartForEachTextAndPhase() {
        Page page = page(FULL);
        assertThat(page.in("loss", "h3").stream().map(Element::getTextContent))
                .containsExactly("valid.u16, phase all", "valid.u16, phase decode");
        assertThat(page.in("loss", "svg")).hasSize(2);
    }

    @Test
    void labelsEveryPointAndTheDenseLine() {
        assertThat(page(FULL).in("loss", "text").stream().map(Element::getTextContent))
                .contains(
                        "dense 3.5000",
                        "half",
                        "gone (older)",
                        "NLL, nats per token",
                        "dNLL",
                        "bytes kept, % of the layers' dense bytes");
    }

    @Test
    void tellsWhatAPolicyLosesWhereTheDenseModelWasMeasured() {
        List<List<String>> rows = page(FULL).rows("loss");
        assertThat(rows)
                .contains(List.of("half", "60.0", "50.0", "4.00000", "+0.50000", "54.598", "6.000", "60.0"))
                .contains(List.of("half", "61.0", "50.0", "3.90000", "", "49.402", "6.000", "60.0"));
    }

    @Test
    void mapShowsSparsityMarksAndDensityAndLeavesDenseCellsBlank() {
        assertThat(page(FULL).rows("allocation"))
                .containsExactly(List.of("", "q", "o", "up"), List.of("layer[0]", "50 r348.1", "", "62.5 rows"));
    }

    @Test
    void histogramHasItsThresholdAndShares() {
        Page page = page(FULL);
        assertThat(page.in("scores", "figcaption").getFirst().getTextContent())
                .isEqualToIgnoringWhitespace("layer[0] 50.0 / 37.5 %");
        assertThat(page.in("scores", "path").stream().map(path -> path.getAttribute("class")))
                .contains("dropped", "kept", "threshold");
    }

    @Test
    void spectrumMarksTheRankInUseAndNamesWhatIsLeftOut() {
        Page page = page(FULL);
        assertThat(page.in("spectra", "circle")).hasSize(1);
        assertThat(page.text("spectra")).contains("Left out for their size: layer[0].down. --spectra");
    }

    @Test
    void tableOfLinearsHasAllFigures() {
        assertThat(page(FULL).rows("linears"))
                .contains(
                        List.of("layer[0].q", "8×8", "columns", "50", "0.75", "3", "1", "0.2500", "50.0", "48.1"),
                        List.of("layer[0].o", "8×8", "dense", "", "", "", "", "", "100.0", ""),
                        List.of("layer[0].up", "8×8", "rows", "62.5", "1", "", "0.5", "0.1250", "37.5", ""),
                        List.of("all", "", "", "", "", "", "", "", "62.5", ""));
    }

    @Test
    void saysWhatToRunWhereThereIsNothing() {
        Page page = page(Reports.empty());
        assertThat(page.text("loss"))
                .contains("rsparsec eval tiny.rsp --policy dense --tokens FILE.u16 (or --text FILE)");
        assertThat(page.text("scores")).contains("thins nothing", "--policy");
        assertThat(page.text("allocation")).contains("no policy");
        assertThat(page.text("spectra")).contains("no layers");
        assertThat(page.all("svg")).isEmpty();
    }
}
