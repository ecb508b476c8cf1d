package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.Client;
import org.valija.ListenerKind;
import org.valija.TlsParameters;
import org.valija.smtp.network.NetworkTraffic;
import org.valija.smtp.sasl.Proof;
import org.valija.smtp.sasl.SaslMechanism;
import org.valija.smtp.sasl.ScramVerifier;
import org.valija.smtp.spool.SpoolArea;
import org.valija.spi.ListenerOptions;
import org.valija.spi.ListenerSettings;

/** What a session keeps secret: passwords, for no longer than it needs them; and who has an account. */
class SessionSecretsTest {

    private static final String PLAIN = "AUTH PLAIN AHUAcA==";

    @TempDir
    Path folder;

    private final CompletableFuture<LoginOutcome> outcome = new CompletableFuture<>();
    private final CompletableFuture<Optional<ScramVerifier>> found = new CompletableFuture<>();
    private final KeptLogin login = new KeptLogin();
    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-24T16:00:00Z");
    private SpoolArea spool;
    private SmtpSession session;

    private static final class KeptLogin implements Authentication {

        boolean forgotten;

        @Override
        public String user() {
            return "u";
        }

        @Override
        public void forget() {
            forgotten = true;
        }
    }

    @BeforeEach
    void begin() throws Exception {
        spool = SpoolArea.open(folder, 1000, 100_000, 100_000, 0);
        RecordingHandler handler = new RecordingHandler() {
            @Override
            public CompletionStage<LoginOutcome> authenticate(Client client, Proof proof) {
                return outcome;
            }

            @Override
            public CompletionStage<Optional<ScramVerifier>> scramVerifier(Client client, String user) {
                return found;
            }
        };
        handler.mechanisms = Set.of(SaslMechanism.PLAIN, SaslMechanism.SCRAM_SHA_256);
        SmtpServerSettings settings =
                SmtpServerSettings.builder("mail.example", folder).build();
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        session = new SmtpSession(
                new SessionSurroundings(
                        settings,
                        new GuardedHandler(handler),
                        spool,
                        new NetworkTraffic(settings.limits().network(), () -> 0),
                        new TransactionIds(clock),
                        clock,
                        pause -> {
                            pauses.add(pause);
                            return CompletableFuture.completedStage(null);
                        }),
                new ListenerSettings(
                        "submissions",
                        ListenerKind.SUBMISSIONS,
                        "127.0.0.1",
                        0,
                        true,
                        1_000_000,
                        10,
                        new ListenerOptions(
                                Set.of(), ListenerOptions.LineBreaks.STRICT, List.of(), List.of("192.0.2.1"), false)),
                new InetSocketAddress("192.0.2.1", 4711));
        resume(session.connected(Optional.of(new TlsParameters("TLSv1.3", "TLS_AES_256_GCM_SHA384")), () -> false));
        say("EHLO client.example");
    }

    @AfterEach
    void end() {
        session.disconnected();
        spool.close();
    }

    private Step say(String line) {
        return session.command(line.getBytes(StandardCharsets.US_ASCII), false);
    }

    /** What follows a stage that has completed. */
    private static Step resume(Step step) {
        Step next = step;
        while (next instanceof Step.Await<?> await) {
            next = resumed(await);
        }
        return next;
    }

    private static <T> Step resumed(Step.Await<T> await) {
        return await.resume().apply(await.stage().toCompletableFuture().join(), null);
    }

    private static int code(Step step) {
        return ((Step.Respond) step).reply().code();
    }

    @Test
    void aLoginIsForgottenWithItsSession() {
        outcome.complete(new LoginOutcome.LoggedIn(login));
        assertThat(code(resume(say(PLAIN)))).isEqualTo(235);
        assertThat(login.forgotten).isFalse();
        session.disconnected();
        assertThat(login.forgotten).isTrue();
    }

    @Test
    void aLoginIsForgottenWhenAnotherClientGoesOn() {
        outcome.complete(new LoginOutcome.LoggedIn(login));
        assertThat(code(resume(say(PLAIN)))).isEqualTo(235);
        assertThat(code(resume(say("XCLIENT ADDR=203.0.113.9")))).isEqualTo(220);
        assertThat(login.forgotten).isTrue();
    }

    @Test
    void aLoginThatComesAfterTheClientWentIsForgotten() {
        Step login = say(PLAIN);
        session.disconnected();
        outcome.complete(new LoginOutcome.LoggedIn(this.login));
        resume(login);
        assertThat(this.login.forgotten).isTrue();
    }

    @Test
    void aLoginThatComesTooLateIsForgotten() {
        Step.Await<?> waiting = (Step.Await<?>) say(PLAIN);
        assertThat(code(waiting.resume().apply(null, new TimeoutException()))).isEqualTo(454);
        outcome.complete(new LoginOutcome.LoggedIn(login));
        assertThat(login.forgotten).isTrue();
    }

    @Test
    void howLongALookUpTakesIsNotToBeSeen() {
        Step waiting = say("AUTH SCRAM-SHA-256 biwsbj11LHI9YWJj");
        now = now.plusMillis(130);
        found.complete(Optional.of(RecordingHandler.SCRAM));
        assertThat(code(resume(waiting))).isEqualTo(334);
        assertThat(pauses).containsExactly(Duration.ofMillis(70));
    }
}
