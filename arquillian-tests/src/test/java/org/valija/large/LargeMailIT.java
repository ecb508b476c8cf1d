package org.valija.large;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.valija.client.Http;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** Messages that would not fit into the heap together are read by every view, and are whole. */
@OnServer
class LargeMailIT {

    private static final int MEBI = 1 << 20;

    /** Together, in base64, 160 MiB for each copy in the heap. */
    private static final int MESSAGES = 4;

    private static final int ATTACHMENT_SIZE = 30 * MEBI;

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("large.war").addClasses(AttachmentBean.class, Checksums.class, ChecksumServlet.class);
    }

    @Test
    void manyLargeMessagesAtOnceAreReadWhole() throws Exception {
        // Otherwise the test would prove nothing.
        assertThat(Long.parseLong(Http.get("/large/heap").body())).isLessThanOrEqualTo(512L * MEBI);
        ExecutorService clients = Executors.newFixedThreadPool(MESSAGES);
        try {
            List<Future<Void>> sent = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                long seed = i;
                sent.add(clients.submit(() -> sendAndCompare(seed)));
            }
            for (Future<Void> each : sent) {
                each.get(100, TimeUnit.SECONDS);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private static Void sendAndCompare(long seed) throws IOException {
        String subject = UUID.randomUUID().toString();
        CRC32 checksum = new CRC32();
        SmtpReply reply;
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            client.ehlo();
            client.command("MAIL FROM:<ana@ejemplo.net> SIZE=" + 42 * MEBI);
            client.command("RCPT TO:<bean@large.example>");
            assertThat(client.command("DATA").code()).isEqualTo(354);
            OutputStream out = new BufferedOutputStream(client.output(), 1 << 16);
            write(out, subject, new Random(seed), checksum);
            out.flush();
            reply = client.reply();
        }
        assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
        String whole = ATTACHMENT_SIZE + " octets " + Long.toHexString(checksum.getValue());
        assertThat(Http.get("/large/seen?subject=" + subject).body())
                .isEqualTo("content ends with 4 of 4, MimeMessage " + whole + ", parse datos.bin " + whole);
        return null;
    }

    private static void write(OutputStream out, String subject, Random random, CRC32 checksum) throws IOException {
        ascii(
                out,
                "Subject: " + subject
                        + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=limite\r\n\r\n"
                        + "--limite\r\nContent-Type: text/plain\r\n\r\nHola.\r\n"
                        + "--limite\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
                        + "Content-Disposition: attachment; filename=datos.bin\r\n\r\n");
        Base64.Encoder lines = Base64.getMimeEncoder();
        byte[] block = new byte[57 * 1024];
        for (int left = ATTACHMENT_SIZE; left > 0; left -= block.length) {
            random.nextBytes(block);
            byte[] part = left < block.length ? Arrays.copyOf(block, left) : block;
            checksum.update(part);
            out.write(lines.encode(part));
            ascii(out, "\r\n");
        }
        ascii(out, "--limite--\r\n.\r\n");
    }

    private static void ascii(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
