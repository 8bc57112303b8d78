package dev.rsparse.maven.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogRelayTest {

    private final LinesLog log = new LinesLog();
    private final LogRelay relay = new LogRelay(log);

    private void lines(String text) {
        text.lines().forEach(relay::line);
    }

    @Test
    void aDiagnosticHasItsLevelOnEveryLine() {
        lines("""
                /a b/ü.rsp:7:7: error E0203: inner dimensions differ
                  7 |   h = linear(x, w1);
                    |       ^^^^^^^^^^^^^ input has 64, weight takes 32
                 help: read the page
                /a b/ü.rsp:3:1: warning W0001: unused name
                  3 |   dim T;
                rsparsec: wrote Model.java
                """);
        assertThat(log.lines())
                .containsExactly(
                        "ERROR /a b/ü.rsp:7:7: error E0203: inner dimensions differ",
                        "ERROR   7 |   h = linear(x, w1);",
                        "ERROR     |       ^^^^^^^^^^^^^ input has 64, weight takes 32",
                        "ERROR  help: read the page",
                        "WARN /a b/ü.rsp:3:1: warning W0001: unused name",
                        "WARN   3 |   dim T;",
                        "INFO wrote Model.java");
    }

    @Test
    void keepsTheHeadingOfEachError() {
        lines("""
                C:\\models\\m.rsp:7:7: error E0203: one
                m.rsp: error E0601: no place in it
                error E0808: of no file at all
                m.rsp:1:1: warning W0001: no error
                """);
        assertThat(relay.errors())
                .containsExactly(
                        "C:\\models\\m.rsp:7:7: error E0203: one",
                        "m.rsp: error E0601: no place in it",
                        "error E0808: of no file at all");
    }

    @Test
    void saysNothingOfTheIncubator() {
        lines("WARNING: Using incubator modules: jdk.incubator.vector\n\n");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void whatNobodyExpectedIsAWarning() {
        lines("java.lang.IllegalStateException: oops\n");
        assertThat(log.lines()).containsExactly("WARN java.lang.IllegalStateException: oops");
        assertThat(relay.errors()).isEmpty();
    }
}
