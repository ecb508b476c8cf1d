package org.valija;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboundMailTest {

    @Test
    void anAnswerStaysInItsThreadAndSaysThatItIsAutomatic() throws MessagingException {
        OutboundMail answer = OutboundMail.replyTo(
                        received("ana@ejemplo.net", "Subject: Hola\r\nMessage-ID: <1@ejemplo.net>\r\n\r\nx"),
                        "soporte@ejemplo.com")
                .text("Recibido")
                .build();
        assertThat(answer.to()).containsExactly("ana@ejemplo.net");
        assertThat(answer.subject()).isEqualTo("Re: Hola");
        assertThat(answer.headers())
                .containsEntry("In-Reply-To", "<1@ejemplo.net>")
                .containsEntry("References", "<1@ejemplo.net>")
                .containsEntry("Auto-Submitted", "auto-replied");
    }

    @ParameterizedTest
    @CsvSource({
        "=?utf-8?B?aG9sYQptdW5kbw==?=, Re: hola mundo", // hola LF mundo
        "=?utf-8?Q?hola=0D=0ABcc:_x=40y?=, Re: hola Bcc: x@y",
        "=?utf-8?Q?Re:_a=C2=85b=00c?=, Re: a b c",
    })
    void aStrangersSubjectBreaksNoLine(String subject, String answered) throws MessagingException {
        ReceivedMail received = received("ana@ejemplo.net", "Subject: " + subject + "\r\n\r\nx");
        assertThat(OutboundMail.replyTo(received, "soporte@ejemplo.com").build().subject())
                .isEqualTo(answered);
    }

    @Test
    void anAnswerToABounceHasNoRecipient() throws MessagingException {
        OutboundMail answer = OutboundMail.replyTo(received(null, "Subject: Re: Hola\r\n\r\nx"), "soporte@ejemplo.com")
                .build();
        assertThat(answer.to()).isEmpty();
        assertThat(answer.subject()).isEqualTo("Re: Hola");
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "Auto-Submitted: no, true",
        "Auto-Submitted: NO (a human), true",
        "Auto-Submitted: auto-replied, false",
        "Auto-Submitted: auto-generated; type=x, false",
        "Auto-Submitted: nobody, false"
    })
    void answersOnlyPeople(String field, boolean answered) throws MessagingException {
        String content = (field.isEmpty() ? "" : field + "\r\n") + "Subject: x\r\n\r\nx";
        assertThat(received("ana@ejemplo.net", content).mayBeAnswered()).isEqualTo(answered);
        assertThat(received(null, content).mayBeAnswered()).isFalse();
    }

    private static ReceivedMail received(String reversePath, String content) {
        byte[] octets = content.getBytes(StandardCharsets.US_ASCII);
        return new ReceivedMail() {
            @Override
            public String id() {
                return "1";
            }

            @Override
            public Envelope envelope() {
                return new Envelope(Optional.ofNullable(reversePath).map(MailAddress::parse), List.of());
            }

            @Override
            public Client client() {
                return new Client(
                        "relay",
                        ListenerKind.RELAY,
                        new InetSocketAddress("127.0.0.1", 1),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
            }

            @Override
            public Instant receivedAt() {
                return Instant.EPOCH;
            }

            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream content() {
                return new ByteArrayInputStream(octets);
            }

            @Override
            public MimeMessage mimeMessage() throws MessagingException {
                return new MimeMessage(Session.getInstance(new Properties()), content());
            }

            @Override
            public void parse(PartHandler handler) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
