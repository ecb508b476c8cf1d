package org.valija.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.valija.Envelope;
import org.valija.EnvelopeId;
import org.valija.InvalidMailException;
import org.valija.MailAddress;
import org.valija.OriginalRecipient;
import org.valija.OutboundMail;
import org.valija.RecipientOptions;
import org.valija.TransmissionOptions;
import org.valija.TransmissionOptions.Body;
import org.valija.compose.Composed;
import org.valija.compose.MailComposer;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.route.NextHop;
import org.valija.route.Route.Tls;

/**
 * On the wire to a next hop no CR and no LF stands alone, whatever a message has in it, and nobody can end the data, or begin
 * a command, by what he has written (RFC 5321 sections 2.3.8 and 4.5.2).
 */
class WireLineBreakProperties {

    private static final Pattern ALONE = Pattern.compile("\r(?!\n)|(?<!\r)\n");
    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofSeconds(30));
    private static final MailAddress ANA = MailAddress.parse("ana@ejemplo.com");
    private static final MailAddress LUIS = MailAddress.parse("luis@b.test");
    private static final Path DIRECTORY = Path.of("target");

    private static ScheduledExecutorService scheduler;
    private static OctetHost host;

    private final MailComposer composer = new MailComposer(DIRECTORY, 1_000_000, Clock.systemUTC(), "mail.ejemplo.com");

    @BeforeContainer
    static void start() throws IOException {
        scheduler = Executors.newSingleThreadScheduledExecutor();
        host = new OctetHost("8BITMIME", "SMTPUTF8", "SIZE", "DSN", "CHUNKING", "BINARYMIME");
    }

    @AfterContainer
    static void stop() throws IOException {
        host.close();
        scheduler.shutdownNow();
    }

    /** The pieces that make trouble, next to one another in every way; some contents are longer than a buffer. */
    @Provide
    Arbitrary<String> contents() {
        Arbitrary<String> pieces = Arbitraries.frequencyOf(
                Tuple.of(
                        10, Arbitraries.of("\r", "\n", "\r\n", ".", "..", "\r\n.\r\n", "\n.\n", "\r.\r", "\r\n.", "a")),
                Tuple.of(
                        3,
                        Arbitraries.of(
                                "QUIT\r\n",
                                "MAIL FROM:<x@y.test>\r\n",
                                "\u0000",
                                "\u00ff",
                                "\u00f1",
                                "Subject: a\r\n")),
                Tuple.of(1, Arbitraries.integers().between(990, 33_000).map("x"::repeat)));
        return pieces.list().ofMaxSize(12).map(list -> String.join("", list));
    }

    /** A message of another server's goes out as it is, but for its line breaks and its last line's end. */
    @Property(tries = 200)
    void relayedContentHasItsLinesAndNoOthers(@ForAll("contents") String content, @ForAll boolean declared)
            throws Exception {
        TransmissionOptions options = new TransmissionOptions(
                declared ? Body.EIGHT_BIT_MIME : Body.SEVEN_BIT,
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                0,
                Optional.empty());
        Envelope envelope = new Envelope(Optional.of(ANA), List.of(LUIS), options, Map.of());
        String sent;
        try (Content spooled = ContentSpool.spool(
                new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1)), DIRECTORY)) {
            sent = deliver(envelope, spooled);
        }

        assertThat(unstuffed(data(sent))).isEqualTo(ended(content.replaceAll("\r\n|\r|\n", "\r\n")));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("ab\r\n\t .,;:<>@\"\\()=?+\u00f1\u0000\u0085\u2028")
                .ofMaxLength(14);
    }

    /** What an application gives us may be refused; what is taken goes out in whole lines. */
    @Property(tries = 100)
    void composedMailIsWholeLines(@ForAll("texts") String value, @ForAll("texts") String text) throws Exception {
        List<OutboundMail.Builder> mails = List.of(
                mail().subject(value),
                mail().header("X-Good", value),
                mail().text(text + value),
                mail().html(text).text(value),
                mail().attach(value, "text/plain", text),
                mail().attach("a", "application/octet-stream", text.getBytes(StandardCharsets.UTF_8)),
                OutboundMail.from("\"" + value + "\" <ana@ejemplo.com>")
                        .to("luis@b.test")
                        .text(text));
        for (OutboundMail.Builder mail : mails) {
            try (Composed composed = composer.compose(mail.build())) {
                String sent = deliver(composed.envelope(), composed.content());
                try (InputStream in = composed.content().open()) {
                    assertThat(unstuffed(data(sent)))
                            .isEqualTo(ended(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)));
                }
            } catch (InvalidMailException e) {
                assertThat(e.reason()).isNotNull();
            }
        }
    }

    private static OutboundMail.Builder mail() {
        return OutboundMail.from("ana@ejemplo.com").to("luis@b.test").text("Hola");
    }

    @Provide
    Arbitrary<Envelope> envelopes() {
        Arbitrary<MailAddress> addresses = Arbitraries.strings()
                .withChars("ab\r\n \t<>@\\\".\u00f1")
                .ofMinLength(1)
                .ofMaxLength(8)
                .map(WireLineBreakProperties::address);
        Arbitrary<Optional<EnvelopeId>> ids =
                texts().map(text -> parsed(() -> EnvelopeId.parse(encoded(text)), () -> new EnvelopeId(text)));
        Arbitrary<Optional<OriginalRecipient>> originals = texts().map(text -> parsed(
                () -> OriginalRecipient.parse("rfc822;" + encoded(text)), () -> new OriginalRecipient("utf-8", text)));
        return Combinators.combine(addresses, addresses, ids, originals)
                .as((from, to, id, original) -> new Envelope(
                        Optional.of(from),
                        List.of(to),
                        new TransmissionOptions(
                                Body.SEVEN_BIT,
                                true,
                                Optional.empty(),
                                id,
                                false,
                                Optional.empty(),
                                0,
                                Optional.empty()),
                        Map.of(to, new RecipientOptions(Optional.of(Set.of()), original))));
    }

    /** A quoted local part may hold nearly everything; what may not be there is left out. */
    private static MailAddress address(String text) {
        try {
            return MailAddress.parse('"' + text.replaceAll("([\"\\\\])", "\\\\$1") + "\"@b.test");
        } catch (RuntimeException e) {
            return LUIS;
        }
    }

    private static String encoded(String text) {
        StringBuilder out = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            out.append(String.format("+%02X", octet));
        }
        return out.toString();
    }

    /** As a client has sent it; or as an application's code makes it; or not at all. */
    private static <T> Optional<T> parsed(Supplier<T> first, Supplier<T> second) {
        for (Supplier<T> way : List.of(first, second)) {
            try {
                return Optional.of(way.get());
            } catch (IllegalArgumentException e) {
                // Refused, as it should be.
            }
        }
        return Optional.empty();
    }

    /** MAIL and RCPT are one line each, whatever the client's parameters stood for. */
    @Property(tries = 100)
    void commandsAreOneLineEach(@ForAll("envelopes") Envelope envelope) throws Exception {
        String sent;
        try (Content content = ContentSpool.spool(
                new ByteArrayInputStream("Subject: a\r\n\r\nb\r\n".getBytes(StandardCharsets.US_ASCII)), DIRECTORY)) {
            sent = deliver(envelope, content);
        }
        List<String> verbs = sent.substring(0, sent.indexOf("DATA\r\n"))
                .lines()
                .map(line -> line.substring(0, Math.min(4, line.length())))
                .toList();
        assertThat(verbs).containsExactly("EHLO", "MAIL", "RCPT");
    }

    /** What the host got. */
    private static String deliver(Envelope envelope, Content content) throws Exception {
        NextHop hop = new NextHop(
                "localhost", List.of(InetAddress.getLoopbackAddress()), host.port(), Tls.NONE, Optional.empty());
        List<RecipientOutcome> outcomes = new SmtpClient(
                        "mail.ejemplo.com", SSLContext.getDefault(), ConnectionReuse.NONE, scheduler)
                .deliver(List.of(hop), envelope, content, PATIENCE);
        String sent = host.session();
        assertThat(outcomes).as(sent).hasOnlyElementsOfType(Delivered.class);
        assertThat(ALONE.matcher(sent).find())
                .as("a CR or LF alone in: " + sent)
                .isFalse();
        return sent;
    }

    /** From behind DATA to its end, which is not in it; behind that there is QUIT only. */
    private static String data(String sent) {
        String rest = sent.substring(sent.indexOf("DATA\r\n") + "DATA\r\n".length());
        int end = ("\r\n" + rest).indexOf("\r\n.\r\n");
        assertThat(rest.substring(end)).isEqualTo(".\r\nQUIT\r\n");
        return rest.substring(0, end);
    }

    /** The last line has an end, too: otherwise it could not be told from the end of the data. */
    private static String ended(String lines) {
        return lines.isEmpty() || lines.endsWith("\r\n") ? lines : lines + "\r\n";
    }

    /** RFC 5321 section 4.5.2. */
    private static String unstuffed(String data) {
        return ("\r\n" + data).replace("\r\n.", "\r\n").substring(2);
    }
}
