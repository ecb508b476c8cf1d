package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.Client;
import org.valija.Envelope;
import org.valija.ListenerKind;
import org.valija.MailAddress;
import org.valija.smtp.IncomingMail;
import org.valija.smtp.SpooledContent;

class SpooledMailTest {

    private static final String RETURN_PATH = "Return-Path: <from@client.test>\r\n";
    private static final String REST = "Subject: =?utf-8?q?Petici=C3=B3n?=\r\n"
            + "From: josé@ejemplo.com\r\n"
            + "MIME-Version: 1.0\r\n"
            + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            + "--b\r\n\r\nHola\r\n"
            + "--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--b--\r\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesANewStreamEachTime(boolean inMemory) throws IOException {
        try (SpooledMail mail = mail(inMemory, RETURN_PATH + REST, 0)) {
            assertThat(mail.size()).isEqualTo(octets(RETURN_PATH + REST).length);
            for (int i = 0; i < 2; i++) {
                try (InputStream content = mail.content()) {
                    assertThat(content.readAllBytes()).isEqualTo(octets(RETURN_PATH + REST));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hidesTheReturnPathFromAllViewsOfTheRelay(boolean inMemory) throws IOException, MessagingException {
        try (SpooledMail mail = mail(inMemory, RETURN_PATH + REST, RETURN_PATH.length())) {
            assertThat(mail.size()).isEqualTo(octets(REST).length);
            assertThat(mail.content().readAllBytes()).isEqualTo(octets(REST));
            assertThat(mail.mimeMessage().getHeader("Return-Path")).isNull();
            assertThat(mail.mimeMessage().getSubject()).isEqualTo("Petición");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isAMimeMessage(boolean inMemory) throws IOException, MessagingException {
        try (SpooledMail mail = mail(inMemory, RETURN_PATH + REST, 0)) {
            MimeMessage message = mail.mimeMessage();
            assertThat(message.getSubject()).isEqualTo("Petición");
            assertThat(message.getFrom()[0]).hasToString("josé@ejemplo.com");
            MimeMultipart parts = (MimeMultipart) message.getContent();
            assertThat(parts.getCount()).isEqualTo(2);
            assertThat(parts.getBodyPart(1).getInputStream().readAllBytes()).isEqualTo(octets("ABC"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isClosedAfterTheCall(boolean inMemory) throws IOException, MessagingException {
        SpooledMail mail = mail(inMemory, RETURN_PATH + REST, 0);
        mail.close();
        assertThatThrownBy(mail::content).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(mail::mimeMessage).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mail.parse((part, body) -> {})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(mail::envelope).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesNoFileOpen(boolean large) throws IOException, MessagingException {
        SpooledMail mail = mail(false, RETURN_PATH + REST + (large ? "x".repeat(100_000) : ""), 0);
        InputStream content = mail.content();
        MimeMessage message = mail.mimeMessage();
        assertThat(openFiles()).isPositive();
        mail.close();
        assertThat(openFiles()).isZero();
        if (large) { // beyond what was buffered
            assertThatThrownBy(content::readAllBytes).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> message.getRawInputStream().readAllBytes()).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesAHeaderThatWouldFillTheHeap(boolean inMemory) throws IOException {
        String header = "X: " + "a".repeat(HeaderSize.MAX) + "\r\n\r\n";
        try (SpooledMail mail = mail(inMemory, header, 0)) {
            assertThatThrownBy(mail::mimeMessage)
                    .isInstanceOf(MessagingException.class)
                    .hasStackTraceContaining("header is longer than");
        }
    }

    /** A message of 200 MB in a file: what it takes of the heap is far below its size. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void holdsNoLargeMessageInTheHeap(boolean byJakartaMail) throws Exception {
        Path file = folder.resolve("large");
        byte[] line = octets("x".repeat(998) + "\r\n");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(octets("Subject: large\r\n\r\n"));
            for (int i = 0; i < 200_000; i++) {
                out.write(line);
            }
        }
        try (SpooledMail mail = mail(new SpooledContent.InFile(file, Files.size(file)), 0)) {
            long before = allocated();
            if (byJakartaMail) {
                MimeMessage message = mail.mimeMessage();
                assertThat(read(message.getRawInputStream())).isEqualTo(200_000_000);
            } else {
                mail.parse((part, body) -> assertThat(read(body)).isEqualTo(200_000_000));
            }
            assertThat(allocated() - before).isLessThan(20_000_000);
        }
    }

    private static long read(InputStream in) throws IOException {
        byte[] buffer = new byte[8192];
        long total = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            total += n;
        }
        return total;
    }

    /** Octets that this thread has ever taken from the heap. */
    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private long openFiles() throws IOException {
        long open = 0;
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).startsWith(folder.toRealPath())) {
                    open++;
                }
            }
        }
        return open;
    }

    private SpooledMail mail(boolean inMemory, String text, int skipped) throws IOException {
        if (inMemory) {
            return mail(new SpooledContent.InMemory(octets(text)), skipped);
        }
        Path file = Files.write(folder.resolve("spooled"), octets(text));
        return mail(new SpooledContent.InFile(file, Files.size(file)), skipped);
    }

    private static SpooledMail mail(SpooledContent content, int skipped) {
        Envelope envelope = new Envelope(Optional.empty(), List.of(MailAddress.parse("a@b")));
        Client client = new Client(
                "relay",
                ListenerKind.RELAY,
                InetSocketAddress.createUnresolved("client.test", 1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new SpooledMail(
                new IncomingMail(
                        "ID1",
                        client,
                        Optional.empty(),
                        envelope,
                        content,
                        RETURN_PATH.length(),
                        Set.of(),
                        Instant.now()),
                envelope,
                skipped);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
