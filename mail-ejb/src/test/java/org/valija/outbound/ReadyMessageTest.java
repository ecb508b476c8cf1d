package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.OriginalRecipient;
import org.valija.RecipientOptions;
import org.valija.TransmissionOptions;
import org.valija.content.Content;
import org.valija.dkim.Submitter;

class ReadyMessageTest {

    private static final MailAddress LUIS = MailAddress.parse("luis@b.test");

    @TempDir
    Path directory;

    private static QueuedMail mail(RecipientOptions options) {
        Envelope envelope = new Envelope(
                Optional.of(MailAddress.parse("ana@ejemplo.com")),
                List.of(LUIS),
                TransmissionOptions.NONE,
                Map.of(LUIS, options));
        return QueuedMail.split(
                        new MailId("uno"),
                        envelope,
                        Submitter.SERVER,
                        Instant.parse("2026-11-23T18:00:00Z"),
                        Duration.ofDays(5))
                .get(0);
    }

    private static BytesMessage message(QueuedMail mail, byte[] content) throws Exception {
        return ReadyMessage.create(MemoryMessage.context(), mail, content.length, new ByteArrayInputStream(content));
    }

    /** As a client may give it, in UTF-8: with fewer than 500 characters. */
    @Test
    void aLongInternationalAddressComesOutAsItWentIn() throws Exception {
        OriginalRecipient original = OriginalRecipient.parse("utf-8;" + "ñ".repeat(90) + "@ejemplo.com");
        QueuedMail mail = mail(new RecipientOptions(Optional.empty(), Optional.of(original)));

        assertThat(ReadyMessage.mail(message(mail, new byte[0]))).isEqualTo(mail);
    }

    @ParameterizedTest
    @CsvSource({"transactional, , false, SERVER", "bulk, pedido 4711 ñ, true, USER", "bulk, , false, STRANGER"})
    void soDoItsSendersTerms(String stream, String key, boolean perishable, Submitter submitter) throws Exception {
        QueuedMail plain = mail(new RecipientOptions(Optional.of(Set.of()), Optional.empty()));
        QueuedMail mail = QueuedMail.split(
                        plain.id(),
                        plain.envelope(),
                        new Terms(stream, Optional.ofNullable(key), perishable, submitter, Optional.ofNullable(key)),
                        plain.queuedAt(),
                        plain.expires())
                .get(0);

        assertThat(ReadyMessage.mail(message(mail, new byte[0]))).isEqualTo(mail);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2000, 32 * 1024 - 1, 32 * 1024, 100_000, 256 * 1024, 256 * 1024 + 1})
    void soDoesContentOfAnySize(int size) throws Exception {
        byte[] octets = new byte[size];
        for (int i = 0; i < size; i++) {
            octets[i] = (byte) ('a' + i % 23);
        }
        try (Content content = ReadyMessage.content(message(mail(RecipientOptions.NONE), octets), directory);
                InputStream in = content.open()) {
            assertThat(in.readAllBytes()).isEqualTo(octets);
        }
    }

    /** Nobody may lose it, and it must not go round for ever. */
    @ParameterizedTest
    @CsvSource({"valijaRecipientOptions, ORCPT=rfc822", "valijaOptions, HOLDUNTIL=ayer", "valijaReversePath, nobody"})
    void whatCanNotBeReadIsPutWhereTheAdministratorFindsIt(String property, String value) throws Exception {
        byte[] content = "Subject: Hola\r\n\r\nel cuerpo\r\n".getBytes(StandardCharsets.UTF_8);
        BytesMessage message = message(mail(RecipientOptions.NONE), content);
        message.setStringProperty(property, value);
        KeptMails sandbox = new KeptMails();

        new ReadyWorker(sandbox).onMessage(message);

        assertThat(sandbox.sources).containsExactly("Subject: Hola\r\n\r\nel cuerpo\r\n");
        assertThat(sandbox.recipients).containsExactly("luis@b.test");
    }
}
