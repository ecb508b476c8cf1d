package org.valija.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.valija.Envelope;
import org.valija.InvalidMailException;
import org.valija.InvalidMailException.Reason;
import org.valija.MailAddress;
import org.valija.OutboundMail;

class MailComposerTest {

    private static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");
    private static final int MAX_SIZE = 400_000;

    @TempDir
    Path directory;

    private MailComposer composer() {
        return new MailComposer(directory, MAX_SIZE, Clock.fixed(NOW, ZoneOffset.UTC), "mail.ejemplo.com");
    }

    private static OutboundMail.Builder valid() {
        return OutboundMail.from("Ana <ana@ejemplo.com>")
                .to("luis@ejemplo.net")
                .subject("Hola")
                .text("Qué tal");
    }

    private static MimeMessage read(Composed composed) throws Exception {
        try (InputStream in = composed.content().open()) {
            return new MimeMessage(Session.getInstance(new Properties()), in);
        }
    }

    private static String source(Composed composed) throws Exception {
        try (InputStream in = composed.content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void writesHeaderAndEnvelope() throws Exception {
        Composed composed = composer()
                .compose(OutboundMail.from("José Pérez <jose@ejemplo.com>")
                        .to("luis@ejemplo.net", "\"Eva, de Ñuñoa\" <eva@ejemplo.org>")
                        .cc("cc@ejemplo.net")
                        .bcc("oculto@ejemplo.net", "luis@ejemplo.net")
                        .subject("Recepción ✓")
                        .header("X-Ticket", "número 7")
                        .text("Hola")
                        .build());

        assertThat(composed.envelope().reversePath()).contains(MailAddress.parse("jose@ejemplo.com"));
        assertThat(composed.envelope().recipients())
                .extracting(MailAddress::toString)
                .containsExactly("luis@ejemplo.net", "eva@ejemplo.org", "cc@ejemplo.net", "oculto@ejemplo.net");
        MimeMessage message = read(composed);
        assertThat(((InternetAddress) message.getFrom()[0]).getPersonal()).isEqualTo("José Pérez");
        assertThat(((InternetAddress) message.getRecipients(RecipientType.TO)[1]).getPersonal())
                .isEqualTo("Eva, de Ñuñoa");
        assertThat(message.getRecipients(RecipientType.CC))
                .extracting(Address::toString)
                .containsExactly("cc@ejemplo.net");
        assertThat(message.getRecipients(RecipientType.BCC)).isNull();
        assertThat(message.getSubject()).isEqualTo("Recepción ✓");
        assertThat(message.getSentDate()).isEqualTo(NOW);
        assertThat(message.getHeader("Message-ID", null)).matches("<[0-9a-f-]{36}@mail\\.ejemplo\\.com>");
        assertThat(message.getHeader("MIME-Version", null)).isEqualTo("1.0");
        assertThat(source(composed)).isASCII().doesNotContain("oculto").doesNotContainPattern("(?<!\r)\n|\r(?!\n)");
    }

    @Test
    void writesTextAndHtmlAsAlternativesBesideTheAttachments() throws Exception {
        byte[] octets = {0, 1, '\n', '\r', -1};
        Composed composed = composer()
                .compose(valid().text("línea 1\nlínea 2\r\n.\n")
                        .html("<p>Qué tal</p>")
                        .attach("año.pdf", "application/pdf", octets)
                        .attach("notas.txt", "text/plain; charset=UTF-8", "a\nb")
                        .build());

        MimeMultipart mixed = (MimeMultipart) read(composed).getContent();
        assertThat(mixed.getContentType()).startsWith("multipart/mixed");
        MimeMultipart alternative = (MimeMultipart) mixed.getBodyPart(0).getContent();
        assertThat(alternative.getContentType()).startsWith("multipart/alternative");
        assertThat(alternative.getBodyPart(0).getContent()).isEqualTo("línea 1\r\nlínea 2\r\n.\r\n");
        assertThat(alternative.getBodyPart(1).getContentType()).startsWith("text/html");
        assertThat(alternative.getBodyPart(1).getContent()).isEqualTo("<p>Qué tal</p>");
        assertThat(mixed.getBodyPart(1).getFileName()).isEqualTo("año.pdf");
        assertThat(mixed.getBodyPart(1).getInputStream().readAllBytes()).isEqualTo(octets);
        assertThat(mixed.getBodyPart(2).getInputStream().readAllBytes())
                .asString()
                .isEqualTo("a\nb");
        assertThat(source(composed)).isASCII().doesNotContainPattern("(?<!\r)\n|\r(?!\n)");
    }

    @Test
    void keepsAnAddressOutsideAsciiAsUtf8() throws Exception {
        Composed composed = composer().compose(valid().to("josé@correo.es").build());

        assertThat(composed.content().isHeaderInternational()).isTrue();
        assertThat(source(composed)).contains("josé@correo.es");
    }

    @Test
    void knowsTheReversePath() {
        assertThat(composer()
                        .compose(valid().reversePath("<>").build())
                        .envelope()
                        .reversePath())
                .isEmpty();
        assertThat(composer()
                        .compose(valid().reversePath("rebotes@ejemplo.com").build())
                        .envelope()
                        .reversePath())
                .contains(MailAddress.parse("rebotes@ejemplo.com"));
    }

    @Test
    void needsNoMemoryForALargeMessage() throws Exception {
        Composed composed = composer()
                .compose(valid().attach("grande.bin", "application/octet-stream", new byte[280_000])
                        .build());

        assertThat(composed.content().size()).isGreaterThan(280_000);
        assertThat(Files.list(directory)).hasSize(1);
        composed.close();
        assertThat(Files.list(directory)).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> refuses() {
        Map<String, Case> cases = new TreeMap<>();
        cases.put("nobody to send to", new Case(Reason.NO_RECIPIENTS, "to", b -> OutboundMail.from("ana@ejemplo.com")));
        cases.put("no author", new Case(Reason.NO_SENDER, "from", b -> OutboundMail.from(" ")
                .to("luis@ejemplo.net")));
        cases.put("an author without a domain", refuse(Reason.INVALID_ADDRESS, "ana"));
        cases.put("two authors", refuse(Reason.INVALID_ADDRESS, "ana@ejemplo.com, eva@ejemplo.com"));
        cases.put("a group", new Case(Reason.INVALID_ADDRESS, "to", b -> b.to("todos: ana@ejemplo.com;")));
        cases.put("an empty recipient", new Case(Reason.INVALID_ADDRESS, "cc", b -> b.cc("")));
        cases.put(
                "a recipient with a space",
                new Case(Reason.INVALID_ADDRESS, "bcc", b -> b.bcc("ana maria@ejemplo.com")));
        cases.put(
                "a reverse-path with a name",
                new Case(Reason.INVALID_ADDRESS, "reversePath", b -> b.reversePath("Ana <a@b.c>")));
        cases.put("a line break in the author", refuse(Reason.LINE_BREAK, "Ana\r\nBcc: x@y.z <ana@ejemplo.com>"));
        cases.put("a line break in to", new Case(Reason.LINE_BREAK, "to", b -> b.to("a@b.c\nBcc: x@y.z")));
        cases.put("a line break in bcc", new Case(Reason.LINE_BREAK, "bcc", b -> b.bcc("a@b.c\r")));
        cases.put(
                "a line break in the reverse-path",
                new Case(Reason.LINE_BREAK, "reversePath", b -> b.reversePath("a@b.c\r\nX")));
        cases.put(
                "a line break in the subject",
                new Case(Reason.LINE_BREAK, "subject", b -> b.subject("a\r\nBcc: x@y.z")));
        cases.put("a folded subject", new Case(Reason.LINE_BREAK, "subject", b -> b.subject("a\r\n b")));
        cases.put("a line break in a name", new Case(Reason.LINE_BREAK, "header", b -> b.header("X\nBcc", "x@y.z")));
        cases.put("a line break in a value", new Case(Reason.LINE_BREAK, "X", b -> b.header("X", "a\nBcc: x@y.z")));
        cases.put(
                "a line break in a file name",
                new Case(Reason.LINE_BREAK, "attach", b -> b.attach("a\r\nb", "text/plain", "")));
        cases.put(
                "a line break in a type",
                new Case(Reason.LINE_BREAK, "attach", b -> b.attach("a", "text/plain\r\nX: y", "")));
        cases.put("a name with a colon", new Case(Reason.UNREADABLE, "header", b -> b.header("X:", "a")));
        cases.put("a name with a space", new Case(Reason.UNREADABLE, "header", b -> b.header("X Y", "a")));
        cases.put("no name", new Case(Reason.UNREADABLE, "header", b -> b.header("", "a")));
        cases.put("a second From", new Case(Reason.UNREADABLE, "From", b -> b.header("From", "eva@ejemplo.com")));
        cases.put("Bcc in the header", new Case(Reason.UNREADABLE, "bcc", b -> b.header("bcc", "eva@ejemplo.com")));
        cases.put("no type", new Case(Reason.UNREADABLE, "attach", b -> b.attach("a", "pdf", "")));
        cases.put("a composite type", new Case(Reason.UNREADABLE, "attach", b -> b.attach("a", "multipart/mixed", "")));
        cases.put("too large", new Case(Reason.TOO_LARGE, "", b -> b.attach("a", "a/b", new byte[MAX_SIZE])));
        return cases.entrySet().stream()
                .map(c -> DynamicTest.dynamicTest(c.getKey(), () -> c.getValue().check(composer(), directory)));
    }

    private static Case refuse(Reason reason, String author) {
        return new Case(reason, "from", b -> OutboundMail.from(author).to("luis@ejemplo.net"));
    }

    private record Case(Reason reason, String field, UnaryOperator<OutboundMail.Builder> change) {

        void check(MailComposer composer, Path directory) throws Exception {
            OutboundMail mail = change.apply(valid()).build();
            try {
                composer.compose(mail);
            } catch (InvalidMailException e) {
                assertThat(e.reason()).isEqualTo(reason);
                assertThat(e.field()).isEqualTo(field);
                assertThat(e.getMessage()).doesNotContain("\r", "\n");
                assertThat(Files.list(directory)).isEmpty();
                return;
            }
            fail("it was taken");
        }
    }

    @Test
    void takesAMessageOfJakartaMailAsItIs() throws Exception {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom("ana@ejemplo.com");
        message.setSender(new InternetAddress("robot@ejemplo.com"));
        message.setRecipients(RecipientType.TO, "equipo: luis@ejemplo.net, eva@ejemplo.org;");
        message.setRecipients(RecipientType.BCC, "oculto@ejemplo.net");
        message.setText("Hola\nadiós");

        Composed composed = composer().compose(message);

        assertThat(composed.envelope().reversePath()).contains(MailAddress.parse("robot@ejemplo.com"));
        assertThat(composed.envelope().recipients())
                .extracting(MailAddress::toString)
                .containsExactly("luis@ejemplo.net", "eva@ejemplo.org", "oculto@ejemplo.net");
        MimeMessage sent = read(composed);
        assertThat(sent.getHeader("Message-ID")).hasSize(1);
        assertThat(sent.getHeader("Message-ID", null)).endsWith("@mail.ejemplo.com>");
        assertThat(sent.getHeader("Date")).hasSize(1);
        assertThat(sent.getSentDate()).isEqualTo(NOW);
        assertThat(sent.getHeader("Bcc")).isNull();
        assertThat(source(composed)).doesNotContain("oculto").doesNotContainPattern("(?<!\r)\n|\r(?!\n)");
    }

    @Test
    void keepsTheIdAndDateOfAMessage() throws Exception {
        String source =
                "Date: Mon, 2 Nov 2026 10:00:00 +0100\r\nMessage-ID: <uno@ejemplo.com>\r\nFrom: ana@ejemplo.com\r\n"
                        + "To: luis@ejemplo.net\r\nSubject: =?UTF-8?Q?a?=\r\n =?UTF-8?Q?b?=\r\n\r\nHola\r\n";
        MimeMessage message = new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(source.getBytes(StandardCharsets.US_ASCII)));

        assertThat(source(composer().compose(message))).isEqualTo(source);
    }

    @Test
    void takesAMessageOfJakartaMailWithAnEnvelopeOfItsOwn() throws Exception {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom("ana@ejemplo.com");
        message.setHeader("To", "lista sin dirección");
        message.setText("Hola");
        MailAddress luis = MailAddress.parse("luis@ejemplo.net");
        MailAddress eva = MailAddress.parse("eva@ejemplo.org");

        Composed composed = composer().compose(message, Optional.empty(), List.of(luis, eva, luis));

        assertThat(composed.envelope()).isEqualTo(new Envelope(Optional.empty(), List.of(luis, eva)));
        assertThat(source(composed)).contains("To: lista sin dirección");
    }

    @Test
    void refusesAnEnvelopeWithoutRecipients() throws Exception {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setText("Hola");
        assertThatThrownBy(() -> composer().compose(message, Optional.empty(), List.of()))
                .isInstanceOfSatisfying(
                        InvalidMailException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_RECIPIENTS));
    }

    @Test
    void leavesOutWhatIsNotForTheRecipients() throws Exception {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom("ana@ejemplo.com");
        message.setRecipients(RecipientType.TO, "luis@ejemplo.net");
        message.setHeader("Resent-Bcc", "oculto@ejemplo.net");
        message.setHeader("Content-Length", "1");
        message.setHeader("x-valija-business-key", "pedido-1");
        message.setHeader("X-Valija-Otra", "cosa");
        message.setHeader("X-Otra", "cosa");
        message.setText("Hola");

        assertThat(source(composer().compose(message)))
                .contains("X-Otra: cosa")
                .doesNotContainIgnoringCase("X-Valija", "oculto", "Content-Length");
    }

    /** When the source of an attachment has been read, it is in the spool's file already. */
    @Test
    void aLargeAttachmentIsNeverHeldAsAWhole() throws Exception {
        int size = 20 << 20;
        long[] spooled = {0};
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom("ana@ejemplo.com");
        message.setRecipients(RecipientType.TO, "luis@ejemplo.net");
        message.setDataHandler(new DataHandler(new Zeros(size, () -> spooled[0] = Math.max(spooled[0], spooled()))));

        MailComposer composer =
                new MailComposer(directory, 50 << 20, Clock.fixed(NOW, ZoneOffset.UTC), "mail.ejemplo.com");
        try (Composed composed = composer.compose(message)) {
            assertThat(composed.content().size()).isGreaterThan(size);
            assertThat(spooled[0]).isGreaterThan(size);
        }
    }

    private long spooled() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Zeros, and a word at their end. */
    private record Zeros(int size, Runnable atEnd) implements DataSource {

        @Override
        public InputStream getInputStream() {
            return new InputStream() {

                private int left = size;

                @Override
                public int read() {
                    if (left == 0) {
                        atEnd.run();
                        return -1;
                    }
                    left--;
                    return 0;
                }
            };
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getContentType() {
            return "application/octet-stream";
        }

        @Override
        public String getName() {
            return "ceros.bin";
        }
    }

    @TestFactory
    Stream<DynamicTest> refusesAMessageOfJakartaMail() {
        Map<String, Case2> cases = new TreeMap<>();
        cases.put("no recipients", new Case2(Reason.NO_RECIPIENTS, "To", m -> m.removeHeader("To")));
        cases.put("no sender", new Case2(Reason.NO_SENDER, "From", m -> m.removeHeader("From")));
        cases.put("a bad address", new Case2(Reason.INVALID_ADDRESS, "To", m -> m.setHeader("To", "a b@c")));
        cases.put("a field in a value", new Case2(Reason.LINE_BREAK, "X", m -> m.setHeader("X", "a\r\nBcc: x@y.z")));
        cases.put(
                "a field in front of a value",
                new Case2(Reason.LINE_BREAK, "X", m -> m.setHeader("X", "\nBcc: x@y.z")));
        cases.put("a bare LF in a value", new Case2(Reason.LINE_BREAK, "X", m -> m.setHeader("X", "a\n b")));
        cases.put("a bare CR in a value", new Case2(Reason.LINE_BREAK, "X", m -> m.setHeader("X", "a\rb")));
        cases.put("an empty line in a value", new Case2(Reason.LINE_BREAK, "X", m -> m.setHeader("X", "a\r\n \r\n b")));
        cases.put(
                "a line break in the subject",
                new Case2(Reason.LINE_BREAK, "Subject", m -> m.setHeader("Subject", "a\r\n\r\nb")));
        cases.put("too large", new Case2(Reason.TOO_LARGE, "", m -> m.setText("a".repeat(MAX_SIZE))));
        cases.put("no content", new Case2(Reason.UNREADABLE, "", m -> m.setContent(new Object(), "text/x-none")));
        return cases.entrySet().stream()
                .map(c -> DynamicTest.dynamicTest(c.getKey(), () -> {
                    MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
                    message.setFrom("ana@ejemplo.com");
                    message.setRecipients(RecipientType.TO, "luis@ejemplo.net");
                    message.setText("Hola");
                    c.getValue().change.accept(message);
                    assertThatThrownBy(() -> composer().compose(message))
                            .isInstanceOfSatisfying(InvalidMailException.class, e -> {
                                assertThat(e.reason()).isEqualTo(c.getValue().reason);
                                assertThat(e.field()).isEqualTo(c.getValue().field);
                            });
                }));
    }

    private record Case2(Reason reason, String field, Change change) {}

    private interface Change {
        void accept(MimeMessage message) throws Exception;
    }
}
