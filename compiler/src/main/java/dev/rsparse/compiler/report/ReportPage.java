package dev.rsparse.compiler.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.BiConsumer;

/// Report data → one page of HTML that needs nothing beside it: drawings are inline, and there is no script.
///
/// Equal data gives equal bytes.
public final class ReportPage {

    private ReportPage() {}

    /// The page from top to bottom.
    private enum Section {
        OVERVIEW("Overview", HeaderSection::write),
        LOSS("Loss against bytes kept", LossSection::write),
        ALLOCATION("Sparsity by layer", AllocationSection::write),
        SCORES("Scores and thresholds", ScoreSection::write),
        SPECTRA("Singular values", SpectrumSection::write),
        LINEARS("Linears", SiteSection::write);

        private final String title;
        private final BiConsumer<Markup, ReportData> writer;

        Section(String title, BiConsumer<Markup, ReportData> writer) {
            this.title = title;
            this.writer = writer;
        }

        private String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static String render(ReportData data) {
        Markup out = new Markup();
        out.open("html", "lang", "en");
        head(out, data.header());
        out.open("body");
        out.open("header").leaf("h1", data.header().model());
        out.leaf("p", data.header().source() + ", rsparsec " + data.header().tool(), "class", "quiet");
        contents(out);
        out.close();
        out.open("main");
        for (Section section : Section.values()) {
            out.open("section", "id", section.id()).leaf("h2", section.title);
            section.writer.accept(out, data);
            out.close();
        }
        out.close().close().close();
        return out.page();
    }

    private static void head(Markup out, ReportData.Header header) {
        out.open("head").empty("meta", "charset", "utf-8");
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        out.leaf("title", header.model() + ": rsparsec report");
        out.leaf("style", style()).close();
    }

    private static void contents(Markup out) {
        out.open("nav", "aria-label", "Contents").open("ul");
        Arrays.stream(Section.values())
                .forEach(section -> out.open("li")
                        .leaf("a", section.title, "href", "#" + section.id())
                        .close());
        out.close().close();
    }

    /// It holds no character that HTML would have to escape: inside `style` escapes are not read.
    private static String style() {
        try (InputStream file = ReportPage.class.getResourceAsStream("report.css")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException problem) {
            throw new UncheckedIOException("a resource of the compiler", problem);
        }
    }
}
