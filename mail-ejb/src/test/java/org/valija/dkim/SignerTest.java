package org.valija.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.MailAddress;
import org.valija.OutboundMail;
import org.valija.compose.Composed;
import org.valija.compose.MailComposer;
import org.valija.content.ContentSource;

class SignerTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final String HOST = "mail.servidor.example";

    private static List<String> sign(KeyRing keys, Submitter submitter, String reversePath, ContentSource content)
            throws Exception {
        byte[] fields = new Signer(keys, HOST, Clock.fixed(NOW, ZoneOffset.UTC))
                .sign("uno", submitter, Optional.ofNullable(reversePath).map(MailAddress::parse), content);
        String text = new String(fields, StandardCharsets.US_ASCII);
        return text.isEmpty() ? List.of() : List.of(text.split("(?<=\r\n)(?!\t)"));
    }

    private static Text from(String from) {
        return Text.of("From: " + from + "\nSubject: Hola\n\nel cuerpo\n");
    }

    @Test
    void eachKeyOfTheDomainSigns() throws Exception {
        KeyRing keys = Keys.of(Keys.rsa("ejemplo.com"), Keys.ed25519("ejemplo.com"), Keys.rsa("otra.com"));

        List<String> signatures = sign(keys, Submitter.SERVER, "ana@ejemplo.com", from("Ana <ana@Ejemplo.COM>"));

        assertThat(signatures).extracting(s -> Keys.tags(s).get("a")).containsExactly("rsa-sha256", "ed25519-sha256");
        assertThat(signatures).allSatisfy(signature -> {
            assertThat(signature.lines()).allMatch(line -> line.length() <= 78);
            assertThat(Keys.tags(signature))
                    .containsEntry("v", "1")
                    .containsEntry("c", "relaxed/relaxed")
                    .containsEntry("d", "ejemplo.com")
                    .containsEntry("i", "@ejemplo.com")
                    .containsEntry("t", Long.toString(NOW.getEpochSecond()))
                    .containsEntry("h", "From:From:Reply-To:To:Cc:Subject:Subject")
                    .doesNotContainKeys("l", "x");
        });
    }

    /** RFC 6376 section 5.4.2: once more than they are there, where nobody may add one. */
    @Test
    void fieldsAreSignedFromTheLastOneUpwards() throws Exception {
        Text message = Text.of("Received: x\nList-Unsubscribe: <https://a.example/>\nTo: b\nDate: c\nX-Own: d\n"
                + "To: e\nFrom: ana@ejemplo.com\nResent-To: f\nResent-To: g\n\n");

        String signature = sign(Keys.of(Keys.rsa("ejemplo.com")), Submitter.SERVER, null, message)
                .get(0);

        assertThat(Keys.tags(signature))
                .containsEntry(
                        "h",
                        "From:From:Reply-To:To:To:To:Cc:Subject:Date:Date:List-Unsubscribe:List-Unsubscribe:Resent-To:Resent-To");
    }

    /** RFC 8058 section 4: else a receiver heeds neither. */
    @Test
    void whatOneClickUnsubscribesFromIsSigned() throws Exception {
        MailComposer composer = new MailComposer(Path.of("none"), 10_000, Clock.systemUTC(), HOST);
        Composed composed = composer.compose(OutboundMail.from("club@ejemplo.com")
                .to("ana@ejemplo.net")
                .listUnsubscribe(URI.create("https://www.ejemplo.com/baja"), "baja@ejemplo.com")
                .build());

        String signature = sign(Keys.of(Keys.rsa("ejemplo.com")), Submitter.SERVER, null, composed.content())
                .get(0);

        assertThat(Keys.tags(signature).get("h").split(":")).contains("List-Unsubscribe", "List-Unsubscribe-Post");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // who, reverse-path, From, the domain that signs, and the identity
                "SERVER,   -,                  ana@ejemplo.com,      ejemplo.com,     @ejemplo.com",
                "SERVER,   x@otra.com,         ana@ejemplo.com,      ejemplo.com,     @ejemplo.com",
                "SERVER,   -,                  ana@a.b.ejemplo.com,  ejemplo.com,     @a.b.ejemplo.com",
                "SERVER,   -,                  ana@sub.ejemplo.com,  sub.ejemplo.com, @sub.ejemplo.com",
                "SERVER,   -,                  ana@sinclave.com,     -,               -",
                "SERVER,   x@ejemplo.com,      ana@sinclave.com,     -,               -",
                "SERVER,   -,                  ana@malejemplo.com,   -,               -",
                "SERVER,   -,                  ana@ñandú.cl,         xn--and-6ma2c.cl, @xn--and-6ma2c.cl",
                "NETWORK,  x@otra.com,         ana@ejemplo.com,      ejemplo.com,     @ejemplo.com",
                "STRANGER, x@ejemplo.com,      ana@ejemplo.com,      -,               -",
                "USER,     x@ejemplo.com,      ana@ejemplo.com,      ejemplo.com,     @ejemplo.com",
                "USER,     x@b.ejemplo.com,    ana@a.ejemplo.com,    ejemplo.com,     @a.ejemplo.com",
                "USER,     x@ejemplo.com,      ana@sub.ejemplo.com,  ejemplo.com,     @sub.ejemplo.com",
                "USER,     x@otra.com,         ana@ejemplo.com,      -,               -",
                "USER,     x@malejemplo.com,   ana@ejemplo.com,      -,               -",
                "USER,     -,                  ana@ejemplo.com,      -,               -",
                // mail of the host itself, which has no key here
                "SERVER,   x@ejemplo.com,      postmaster@mail.servidor.example, ejemplo.com, @ejemplo.com",
                "SERVER,   -,                  MAILER-DAEMON@mail.servidor.example, -,    -"
            })
    void theDomainOfTheAuthorSignsIfTheSubmitterMaySpeakForIt(
            Submitter submitter, String reversePath, String from, String domain, String identity) throws Exception {
        KeyRing keys = Keys.of(Keys.rsa("ejemplo.com"), Keys.rsa("sub.ejemplo.com"), Keys.rsa("xn--and-6ma2c.cl"));

        List<String> signatures = sign(keys, submitter, reversePath, from(from));

        assertThat(signatures).hasSize(domain == null ? 0 : 1);
        if (domain != null) {
            assertThat(Keys.tags(signatures.get(0))).containsEntry("d", domain).containsEntry("i", identity);
        }
    }

    @Test
    void aReportIsSignedByTheDomainAboveTheHost() throws Exception {
        List<String> signatures = sign(
                Keys.of(Keys.rsa("servidor.example")),
                Submitter.SERVER,
                null,
                from("Mail Delivery System <MAILER-DAEMON@" + HOST + ">"));

        assertThat(Keys.tags(signatures.get(0))).containsEntry("d", "servidor.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: a\n\nb\n",
                "From: ana@ejemplo.com\nFrom: eva@ejemplo.com\n\nb\n",
                "From: ana@ejemplo.com\nno field\n\nb\n",
                " From: ana@ejemplo.com\n\nb\n",
                "From: ana@ejemplo.com\n: a\n\nb\n",
                "From: nobody\n\nb\n",
                "From: <>\n\nb\n",
                "From: @\n\nb\n",
                "\nFrom: ana@ejemplo.com\n"
            })
    void whatIsNoMessageIsNotSigned(String message) throws Exception {
        assertThat(sign(Keys.of(Keys.rsa("ejemplo.com")), Submitter.SERVER, null, Text.of(message)))
                .isEmpty();
    }

    @Test
    void aHeaderHasLimits() throws Exception {
        KeyRing keys = Keys.of(Keys.rsa("ejemplo.com"));
        String begin = "From: ana@ejemplo.com\n";
        assertThat(sign(keys, Submitter.SERVER, null, Text.of(begin + "To: a\n".repeat(99) + "\n")))
                .hasSize(1);
        assertThat(sign(keys, Submitter.SERVER, null, Text.of(begin + "To: a\n".repeat(100) + "\n")))
                .isEmpty();
        String line = "X: " + "a".repeat(995) + "\n";
        assertThat(sign(keys, Submitter.SERVER, null, Text.of(begin + line.repeat(250) + "\n")))
                .hasSize(1);
        assertThat(sign(keys, Submitter.SERVER, null, Text.of(begin + line.repeat(270) + "\n")))
                .isEmpty();
    }

    @Test
    void aKeyThatCanNotBeReadKeepsTheMessageBack() {
        SigningKey broken = new SigningKey("ejemplo.com", "tres", Algorithm.RSA, Optional.empty());

        assertThatThrownBy(() ->
                        sign(Keys.of(Keys.rsa("ejemplo.com"), broken), Submitter.SERVER, null, from("ana@ejemplo.com")))
                .isInstanceOf(SigningException.class)
                .hasMessageContaining("tres._domainkey.ejemplo.com");
    }

    /** 100 MB of body: what is allocated for it all together is a small part. */
    @Test
    void aLargeMessageIsNotHeld() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        KeyRing keys = Keys.of(Keys.rsa("ejemplo.com"), Keys.ed25519("ejemplo.com"));
        sign(keys, Submitter.SERVER, null, from("ana@ejemplo.com")); // what classes need when they are loaded
        long before = threads.getCurrentThreadAllocatedBytes();

        List<String> signatures = sign(keys, Submitter.SERVER, null, new Large(100L * 1024 * 1024));

        assertThat(signatures).hasSize(2);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(5L * 1024 * 1024);
    }
}
