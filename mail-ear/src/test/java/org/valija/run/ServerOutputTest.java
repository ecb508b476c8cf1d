package org.valija.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.valija.run.ServerOutput.OpenListener;

class ServerOutputTest {

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final ServerOutput output = new ServerOutput(new PrintStream(terminal, true, StandardCharsets.UTF_8));

    @Test
    void findsPortsAndStart() throws InterruptedException {
        read(
                """
                2026-11-01 10:00:00,001 INFO  [org.valija.ra.Ports] (MSC 1-1) Listener relay is open on 127.0.0.1:2525
                2026-11-01 10:00:00,002 INFO  [org.valija.ra.Ports] (MSC 1-1) Listener v6 is open on [::1]:2526
                2026-11-01 10:00:00,003 WARN  [org.valija.ra.Ports] (MSC 1-1) Listener submission is not open: Port 2587 is taken.
                2026-11-01 10:00:00,004 INFO  [org.jboss.as] (Boot (x)) WFLYSRV0025: WildFly started in 1 ms
                2026-11-01 10:00:00,005 INFO  [org.jboss.as] (Controller Boot Thread) WFLYSRV0025: WildFly started in 1 ms
                """);
        assertThat(output.awaitStart(0, TimeUnit.SECONDS)).isTrue();
        assertThat(output.startedWithErrors()).isFalse();
        assertThat(output.openListeners())
                .containsExactly(new OpenListener("relay", "127.0.0.1", 2525), new OpenListener("v6", "[::1]", 2526));
        assertThat(output.problems()).containsExactly("Listener submission is not open: Port 2587 is taken.");
        assertThat(output.firstCause()).isEmpty();
    }

    @Test
    void findsTheDeepestCauseOfTheFirstError() {
        read(
                """
                \u001b[31m10:00:00,001 ERROR [org.jboss.msc] (MSC 1-1) MSC000001: Failed to start service x: StartException
                \tat org.jboss.Something(Something.java:1)
                Caused by: java.lang.RuntimeException: outer
                \tat org.jboss.Something(Something.java:1)
                Caused by: java.lang.IllegalStateException: the table is missing
                10:00:00,002 ERROR [org.jboss.as] (Boot) WFLYCTL0013: Operation failed
                Caused by: java.lang.RuntimeException: another
                10:00:00,003 ERROR [org.jboss.as] (Boot) WFLYSRV0026: WildFly started (with errors)
                """);
        assertThat(output.startedWithErrors()).isTrue();
        assertThat(output.firstCause()).contains("java.lang.IllegalStateException: the table is missing");
    }

    @Test
    void showsWarningsWithoutStackTracesAndNothingElse() {
        read(
                """
                10:00:00,001 INFO  [a] (t) information
                10:00:00,002 WARN  [b] (t) a warning
                java.io.IOException: x
                \tat a.B(C.java:1)
                """);
        assertThat(terminal.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("10:00:00,002 WARN  [b] (t) a warning");
    }

    @Test
    void aServerThatEndsIsNotWaitedFor() throws InterruptedException {
        read("");
        assertThat(output.awaitStart(0, TimeUnit.SECONDS)).isTrue();
    }

    private void read(String console) {
        output.read(new ByteArrayInputStream(console.getBytes(StandardCharsets.UTF_8)));
    }
}
