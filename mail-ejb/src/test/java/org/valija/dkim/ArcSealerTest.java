package org.valija.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.MailAddress;
import org.valija.route.DnsLookup;
import org.valija.route.TestNameServer;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class ArcSealerTest {

    private static final String MESSAGE =
            "From: Ana <ana@ejemplo.com>\nTo: luis@lista.example\nSubject: Hola\n\nel  cuerpo\n\n";
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private TestNameServer server;
    private DnsLookup dns;

    @BeforeEach
    void open() throws IOException {
        server = new TestNameServer();
        for (String domain : List.of("lista.example", "otra.example", "tercera.example", "ejemplo.com")) {
            publish(domain, "uno", "rsa.pem");
        }
        publish("ed.example", "dos", "ed25519.pem");
        dns = DnsLookup.by(server.address());
    }

    private void publish(String domain, String selector, String file) throws IOException {
        KeyRecord record = Keys.record(domain, selector, file);
        server.add(
                record.name(),
                Type.TXT,
                record.strings().stream().map(text -> '"' + text + '"').collect(Collectors.joining(" ")));
    }

    @AfterEach
    void close() {
        dns.close();
        server.close();
    }

    private ArcSealer sealer(String domain, SigningKey... keys) {
        return new ArcSealer(
                Keys.of(keys), domain, new PublicKeys(dns, Duration.ofMillis(1500)), "mx." + domain, CLOCK);
    }

    /** The message behind the fields that the sealer of the domain adds; as it was, if there are none. */
    private String sealed(String domain, String message) throws Exception {
        return sealed(sealer(domain, Keys.rsa(domain)), Submitter.STRANGER, message);
    }

    private static String sealed(ArcSealer sealer, Submitter submitter, String message) throws Exception {
        String fields = new String(sealer.seal("uno", submitter, Text.of(message)), StandardCharsets.US_ASCII);
        return fields.replace("\r\n", "\n") + message;
    }

    private static String field(String message, String name) {
        return message.lines()
                .collect(Collectors.joining("\n"))
                .replaceAll("\n[ \t]+", " ")
                .lines()
                .filter(line -> line.startsWith(name + ": "))
                .findFirst()
                .orElse("");
    }

    @Test
    void theFirstSetSaysWhatIsKnown() throws Exception {
        String sealed = sealed("lista.example", MESSAGE);

        assertThat(sealed).startsWith("ARC-Seal:").endsWith(MESSAGE);
        assertThat(sealed.lines()).allMatch(line -> line.length() <= 78);
        assertThat(field(sealed, ArcChain.RESULTS))
                .isEqualTo("ARC-Authentication-Results: i=1; mx.lista.example; arc=none; dkim=none");
        assertThat(Keys.tags(field(sealed, ArcChain.SEAL)))
                .containsEntry("i", "1")
                .containsEntry("cv", "none")
                .containsEntry("d", "lista.example")
                .doesNotContainKeys("h", "bh", "c");
        assertThat(Keys.tags(field(sealed, ArcChain.MESSAGE_SIGNATURE)))
                .containsEntry("i", "1")
                .containsEntry("h", "From:From:Reply-To:To:To:Cc:Subject:Subject")
                .doesNotContainKey("v");
    }

    @Test
    void eachHopGoesOnWithTheChain() throws Exception {
        String twice = sealed("otra.example", sealed("lista.example", MESSAGE));
        assertThat(field(twice, ArcChain.RESULTS)).contains("i=2; mx.otra.example; arc=pass;");
        assertThat(Keys.tags(field(twice, ArcChain.SEAL))).containsEntry("cv", "pass");

        String thrice = sealed("tercera.example", "Received: by somebody\n" + twice);
        assertThat(field(thrice, ArcChain.RESULTS)).contains("i=3; mx.tercera.example; arc=pass;");
        String ed25519 = sealed(sealer("ed.example", Keys.ed25519("ed.example")), Submitter.NETWORK, thrice);
        assertThat(field(sealed("otra.example", ed25519), ArcChain.RESULTS))
                .contains("i=5; mx.otra.example; arc=pass;");
    }

    /** Made by dkimpy, with signatures in other canonical forms and with a length. */
    @Test
    void goesOnWithAChainOfOthers() throws Exception {
        String sealed = sealed("tercera.example", Keys.pem("arc-dkimpy.eml"));

        assertThat(field(sealed, ArcChain.RESULTS))
                .isEqualTo("ARC-Authentication-Results: i=3; mx.tercera.example; arc=pass;"
                        + " dkim=pass header.d=ejemplo.com header.s=uno header.b=\"BA4ymHW5\";"
                        + " dkim=pass header.d=ejemplo.com header.s=uno header.b=\"VUwRDp1Z\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what is changed, by what, the results of both signatures, and of the chain
                "con puntos$      | con comas       | fail | fail | fail",
                "con puntos$      | con puntos~más | pass | fail | fail",
                "^Subject:  Hola  | Subject: Hola   | pass | fail | pass",
                "^To: luis        | To: eva         | fail | fail | fail",
                "^From: Ana       | X: y            | fail | fail | fail"
            })
    void whatWasChangedIsNoticed(String what, String by, String relaxed, String simple, String arc) throws Exception {
        String changed = Keys.pem("arc-dkimpy.eml").replaceAll("(?m)" + what, by.replace('~', '\n'));

        assertThat(field(sealed("tercera.example", changed), ArcChain.RESULTS))
                .contains("arc=" + arc + ";", "dkim=" + relaxed + " header", "dkim=" + simple + " header");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i=2; cv=pass -> i=3; cv=pass",
                "i=1; cv=none -> i=1; cv=pass",
                "i=2; cv=pass -> i=2; cv=none",
                "i=2; cv=pass -> i=02; cv=pass",
                "i=2; cv=pass -> i=2; cv=pass; h=from",
                "d=lista.example -> d=nadie.example",
                "d=lista.example -> d=otra.example",
                "ARC-Seal: i=1 -> X-Seal: i=1",
                "ARC-Seal: i=2 -> X-Seal: i=2",
                "ARC-Message-Signature: i=1 -> ARC-Message-Signature: i=2",
                "ARC-Authentication-Results: i=1 -> ARC-Authentication-Results: 1",
                "arc=none; -> arc=pass;",
                "a=rsa-sha256 -> a=rsa-sha1",
                "a=rsa-sha256; c=relaxed -> a=rsa-sha256; l=1; c=relaxed",
                "c=relaxed/relaxed -> c=relaxed/nowsp",
                "h=from : -> h=arc-seal : from :",
                "ARC-Seal: i=2 -> ARC-Seal: hola\nARC-Seal: i=2",
                "ARC-Seal: i=2 -> ARC-Seal: i=51; cv=pass\nARC-Seal: i=2",
                "b=DsIdBKziYiZEFfjJvJMoa4Dg8wxLC2olSxjyNFFzNwDfROCVumiSdcU -> b=*"
            })
    void aChainThatIsNotAsItShouldBeIsBrokenForGood(String change) throws Exception {
        String[] parts = change.split(" -> ", 2);
        String source = Keys.pem("arc-dkimpy.eml");
        assertThat(source).contains(parts[0]);

        String sealed = sealed(
                "tercera.example", source.replaceFirst(Pattern.quote(parts[0]), Matcher.quoteReplacement(parts[1])));

        assertThat(field(sealed, ArcChain.RESULTS)).contains("mx.tercera.example; arc=fail;");
        assertThat(Keys.tags(field(sealed, ArcChain.SEAL))).containsEntry("cv", "fail");
        assertThat(sealed("otra.example", sealed))
                .as("RFC 8617 section 5.1: nothing more")
                .isEqualTo(sealed);
    }

    /** RFC 8617 section 5.1.2: the last seal says that the chain is broken, and is right by itself. */
    @Test
    void theSealOfABrokenChainIsOfItsOwnSetOnly() throws Exception {
        String sealed = sealed("otra.example", sealed("lista.example", MESSAGE).replace("cv=none", "cv=pass"));
        String own = sealed.substring(0, sealed.indexOf("ARC-Seal:", 1));
        MessageReader reader = new MessageReader(Text.of(own + "\n").open());
        List<HeaderField> set = reader.header();
        CarriedSignature seal = CarriedSignature.parse(set.get(0));

        assertThat(seal.isOf(
                        set.get(2).relaxed() + "\r\n" + set.get(1).relaxed() + "\r\n"
                                + seal.unsigned().relaxed(),
                        new PublicKeyRecord(TagList.parse(Keys.record("otra.example", "uno", "rsa.pem")
                                                .value())
                                        .orElseThrow())
                                .keyFor(seal)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"SERVER, false", "USER, true", "NETWORK, true", "STRANGER, true"})
    void whatBeginsHereIsNotSealed(Submitter submitter, boolean sealed) throws Exception {
        String result = sealed(sealer("lista.example", Keys.rsa("lista.example")), submitter, MESSAGE);

        assertThat(result.startsWith("ARC-Seal")).isEqualTo(sealed);
        assertThat(result.contains("auth=pass")).isEqualTo(submitter == Submitter.USER);
    }

    @Test
    void rsaSealsIfThereIsAKey() throws Exception {
        ArcSealer both = sealer("lista.example", Keys.ed25519("lista.example"), Keys.rsa("lista.example"));
        assertThat(Keys.tags(field(sealed(both, Submitter.STRANGER, MESSAGE), ArcChain.SEAL)))
                .containsEntry("a", "rsa-sha256");
        assertThat(sealed(sealer("lista.example"), Submitter.STRANGER, MESSAGE))
                .as("no key")
                .isEqualTo(MESSAGE);
    }

    @Test
    void aKeyThatCannotBeUsedKeepsTheMessageBack() {
        SigningKey broken = new SigningKey("lista.example", "uno", Algorithm.RSA, Optional.empty());
        assertThatThrownBy(() -> sealed(sealer("lista.example", broken), Submitter.STRANGER, MESSAGE))
                .isInstanceOf(SigningException.class);
    }

    /** To call the chain broken would be to break it; the message has not changed, so it stays what it was. */
    @ParameterizedTest
    @ValueSource(ints = {Rcode.SERVFAIL, -1})
    void whileAKeyOfTheChainCannotBeLookedUpItLeavesWithoutASeal(int rcode) throws Exception {
        server.fail("uno._domainkey.lista.example", rcode);
        String source = Keys.pem("arc-dkimpy.eml");

        assertThat(sealed("tercera.example", source)).isEqualTo(source);
    }

    @ParameterizedTest
    @CsvSource({"2, temperror", "3, 'permerror (no key)'"})
    void whatIsNotKnownOfADkimKeyIsSaid(int rcode, String result) throws Exception {
        server.fail("uno._domainkey.ejemplo.com", rcode);

        assertThat(field(sealed("tercera.example", Keys.pem("arc-dkimpy.eml")), ArcChain.RESULTS))
                .contains("arc=pass; dkim=" + result + " header.d=ejemplo.com");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=1;            | v=2;             | permerror (unknown version)",
                "v=1;            | v=1; x=1;        | permerror (expired)",
                "i=@ejemplo.com; | i=@otra.com;     | permerror (the identity is of another domain)",
                "i=@ejemplo.com; | i=@a.ejemplo.com;| fail header.d=ejemplo.com",
                "d=ejemplo.com;  | d=\"<b>\";       | permerror (the tag d is no name)",
                "a=rsa-sha256;   | a=rsa-sha1;      | permerror (unknown algorithm)",
                "bh=             | bg=              | permerror (the tag bh is missing)",
                "From: From:     | To:              | permerror (From is not signed)",
                "v=1;            | v=1; v=1;        | permerror (no list of tags)"
            })
    void aSignatureThatIsNoneIsSaidToBe(String what, String by, String result) throws Exception {
        byte[] field = new Signer(Keys.of(Keys.rsa("ejemplo.com")), "mx.example", CLOCK)
                .sign("uno", Submitter.SERVER, Optional.of(MailAddress.parse("ana@ejemplo.com")), Text.of(MESSAGE));
        String signed = new String(field, StandardCharsets.US_ASCII).replace("\r\n", "\n") + MESSAGE;
        assertThat(field(sealed("lista.example", signed), ArcChain.RESULTS))
                .contains("; dkim=pass header.d=ejemplo.com");

        String flawed = signed.replace(what, by);
        assertThat(flawed).isNotEqualTo(signed);
        assertThat(field(sealed("lista.example", flawed), ArcChain.RESULTS)).contains("; dkim=" + result);
    }

    @Test
    void fiftySetsAreEnough() throws Exception {
        UnaryOperator<String> set = i -> "ARC-Seal: i=" + i + "; cv=pass; a=rsa-sha256; d=a.example; s=uno; b=QUJD\n"
                + "ARC-Message-Signature: i=" + i + "; a=rsa-sha256; d=a.example; s=uno; h=from; bh=QUJD; b=QUJD\n"
                + "ARC-Authentication-Results: i=" + i + "; a.example; arc=pass\n";
        String full = set.apply("50") + MESSAGE;

        assertThat(sealed("lista.example", full)).isEqualTo(full);
        assertThat(sealed("lista.example", set.apply("49") + MESSAGE)).startsWith("ARC-Seal: i=50;");
    }

    @Test
    void whatIsNoMessageIsNotSealed() throws Exception {
        String noMessage = "From: ana@ejemplo.com\nno field\n\nb\n";
        assertThat(sealed("lista.example", noMessage)).isEqualTo(noMessage);
    }

    /** 100 MB of body: what is allocated for it all together is a small part. */
    @Test
    void aLargeMessageIsNotHeld() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ArcSealer sealer = sealer("lista.example", Keys.rsa("lista.example"));
        sealed(sealer, Submitter.STRANGER, MESSAGE); // what classes need when they are loaded
        long before = threads.getCurrentThreadAllocatedBytes();

        byte[] fields = sealer.seal("uno", Submitter.STRANGER, new Large(100L * 1024 * 1024));

        assertThat(fields).isNotEmpty();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(5L * 1024 * 1024);
    }
}
