package org.valija.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.TransmissionOptions;
import org.valija.content.Header;
import org.valija.delivery.Failure;
import org.valija.delivery.RemoteReply;

/** Whatever a stranger writes into a reply, a subject or a host's name, the report keeps its three parts. */
class HostileReportProperties {

    private static final Wordings WORDINGS = Wordings.load("es,de", Path.of("none"));

    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(600),
                Arbitraries.strings()
                        .withChars("\r\n\t :-<>&{}=?\u0000\u0085\u2028\u202e\u009f\ud800ñ")
                        .ofMaxLength(200),
                Arbitraries.of(
                        "\r\n--valija-\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>",
                        "\n\nFinal-Recipient: rfc822; otro@b.test\nAction: delivered",
                        "<b>{host}</b> {answer} {nobody}",
                        "\u202e\u2066gro.elpmaxe",
                        "x".repeat(5000)));
    }

    @Property(tries = 500)
    void keepsItsParts(
            @ForAll("hostile") String reply, @ForAll("hostile") String subject, @ForAll("hostile") String host)
            throws Exception {
        EnhancedStatus status = EnhancedStatus.parse("5.7.1");
        RemoteReply said = new RemoteReply(
                550, Optional.of(status), "550 " + Failure.local(status, reply).reason());
        RecipientReport report = RecipientReport.failed(
                MailAddress.parse("ana@b.test"),
                Optional.empty(),
                new Failure(status, Optional.of(host), Optional.of(said), reply));
        byte[] header =
                ("Subject: " + subject.replaceAll("[\r\n]+", "\r\n ") + "\r\n").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DeliveryStatusNotification(
                        WORDINGS,
                        "mail.ejemplo.com",
                        new MailId("uno-1"),
                        MailAddress.parse("eva@ejemplo.com"),
                        TransmissionOptions.NONE,
                        Instant.EPOCH,
                        new Header(header),
                        Optional.empty(),
                        List.of(report),
                        Instant.EPOCH)
                .writeTo(out);

        Parsed parsed = Parsed.of(out.toByteArray());
        assertThat(parsed.types()).hasSize(4);
        assertThat(parsed.types().subList(0, 2)).containsExactly("multipart/report", "text/plain");
        assertThat(parsed.types().get(2)).isIn("message/delivery-status", "message/global-delivery-status");
        assertThat(parsed.types().get(3)).isIn("text/rfc822-headers", "message/global-headers");
        String text = parsed.bodies().get(0);
        assertThat(text)
                .doesNotContainPattern(
                        "[\\x00-\\x09\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]");
        assertThat(text.lines().filter(line -> line.equals("<ana@b.test>")))
                .as("one in each language")
                .hasSize(2);
        assertThat(parsed.bodies().get(1).lines().filter(line -> line.startsWith("Final-Recipient:")))
                .containsExactly("Final-Recipient: rfc822; ana@b.test");
        assertThat(parsed.bodies().get(1).lines()).allMatch(line -> line.length() <= 998);
    }

    private record Parsed(List<String> types, List<String> bodies) {

        static Parsed of(byte[] source) throws Exception {
            Parsed parsed = new Parsed(new ArrayList<>(), new ArrayList<>());
            MimeTokenStream tokens = new MimeTokenStream(MimeConfig.PERMISSIVE);
            tokens.setRecursionMode(org.apache.james.mime4j.stream.RecursionMode.M_NO_RECURSE);
            tokens.parse(new ByteArrayInputStream(source));
            for (EntityState state = tokens.getState(); state != EntityState.T_END_OF_STREAM; state = tokens.next()) {
                if (state == EntityState.T_START_MULTIPART) {
                    parsed.types().add(tokens.getBodyDescriptor().getMimeType());
                } else if (state == EntityState.T_BODY) {
                    parsed.types().add(tokens.getBodyDescriptor().getMimeType());
                    parsed.bodies()
                            .add(new String(tokens.getDecodedInputStream().readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            return parsed;
        }
    }
}
