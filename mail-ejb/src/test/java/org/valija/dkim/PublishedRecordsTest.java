package org.valija.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.dkim.RecordCheck.Finding;
import org.valija.route.DnsLookup;
import org.valija.route.TestNameServer;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class PublishedRecordsTest {

    private static final KeyRecord WANTED = new KeyRecord("s1._domainkey.ejemplo.com", "v=DKIM1; k=ed25519; p=QUJD");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=DKIM1; k=ed25519; p=QUJD               | RIGHT     | The record is there, and right.",
                "v=DKIM1;k=ed25519;p=QU JD;               | RIGHT     | right",
                "' v = DKIM1 ; n=hola; k = ed25519; p=QUJD' | RIGHT   | right",
                "k=ed25519; p=QUJD                        | RIGHT     | right",
                "v=DKIM1; k=ed25519; p=QUJD; t=y          | RIGHT     | only tests",
                "v=DKIM1; k=ed25519; h=sha1:sha256; p=QUJD; s=*; | RIGHT | right",
                "v=DKIM1; k=ed25519; p=                   | REVOKED   | revoked",
                "v=DKIM1; k=ed25519; p=QUJE               | DIFFERENT | its public key",
                "v=DKIM1; k=ed25519                       | DIFFERENT | its public key",
                "v=DKIM1; p=QUJD                          | DIFFERENT | its key type",
                "v=DKIM2; k=ed25519; p=QUJD               | DIFFERENT | its version",
                "v=DKIM1; k=ed25519; h=sha1; p=QUJD       | DIFFERENT | sha256",
                "v=DKIM1; k=ed25519; s=tlsrpt; p=QUJD     | DIFFERENT | not for mail",
                "v=DKIM1; k=ed25519; t=y:s; p=QUJD        | DIFFERENT | subdomains",
                "v=DKIM1; k=ed25519; p=QUJD; p=QUJD       | DIFFERENT | no list of tags",
                "v=spf1 -all                              | DIFFERENT | its version",
                "hola                                     | DIFFERENT | no list of tags"
            })
    void saysHowTheRecordIs(String published, Finding finding, String sentence) {
        RecordCheck check = PublishedRecords.compare(WANTED, List.of(published));

        assertThat(check.finding()).as(check.sentence()).isEqualTo(finding);
        assertThat(check.sentence()).contains(sentence);
        assertThat(check.found()).containsExactly(published);
    }

    @Property(tries = 2000)
    void takesWhateverAStrangerPublishes(@ForAll String published) {
        assertThat(PublishedRecords.compare(WANTED, List.of(published)).isRight())
                .isFalse();
    }

    @Test
    void asksTheNameServersAnewEachTime() throws Exception {
        KeyRecord rsa = Keys.record("ejemplo.com", "s1", "rsa.pem");
        String strings = rsa.strings().stream().map(s -> '"' + s + '"').collect(Collectors.joining(" "));
        try (TestNameServer server = new TestNameServer();
                DnsLookup dns = DnsLookup.by(server.address())) {
            PublishedRecords records = new PublishedRecords(dns);
            assertThat(records.check(rsa).finding()).as("no such name").isEqualTo(Finding.MISSING);

            server.add("s1._domainkey.ejemplo.com.", Type.A, "192.0.2.1");
            assertThat(records.check(rsa).finding()).as("no TXT").isEqualTo(Finding.MISSING);

            server.add("s1._domainkey.ejemplo.com.", Type.TXT, strings);
            assertThat(records.check(rsa).finding()).isEqualTo(Finding.RIGHT);
            assertThat(records.check(rsa).found()).containsExactly(rsa.value());

            server.add("s1._domainkey.ejemplo.com.", Type.TXT, "\"v=DKIM1; p=\"");
            assertThat(records.check(rsa).finding()).isEqualTo(Finding.SEVERAL);

            server.fail("s1._domainkey.ejemplo.com.", Rcode.SERVFAIL);
            assertThat(records.check(rsa).finding()).isEqualTo(Finding.NO_ANSWER);
        }
    }

    @Test
    void aLongRecordIsWrittenInPieces() {
        KeyRecord rsa = Keys.record("ejemplo.com", "s1", "rsa.pem");

        assertThat(rsa.strings()).hasSize(2).allMatch(piece -> piece.length() <= 255);
        assertThat(String.join("", rsa.strings())).isEqualTo(rsa.value());
        assertThat(rsa.zoneLine())
                .isEqualTo("s1._domainkey.ejemplo.com. IN TXT ( \""
                        + rsa.strings().get(0) + "\" \"" + rsa.strings().get(1) + "\" )");
    }

    @Property(tries = 2000)
    void tagsAreReadOrThereAreNone(@ForAll String text) {
        Optional<TagList> tags = TagList.parse(text);

        assertThat(tags.flatMap(list -> list.value("p")).orElse("")).doesNotContain(";");
    }
}
