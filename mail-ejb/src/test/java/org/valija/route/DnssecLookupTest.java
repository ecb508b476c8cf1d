package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.route.DnssecLookup.Mode;
import org.valija.route.DnssecLookup.Result;
import org.valija.route.DnssecLookup.Signed;
import org.valija.route.DnssecLookup.Unknown;
import org.valija.route.DnssecLookup.Unsigned;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class DnssecLookupTest {

    private ZoneSigner signer;
    private TestNameServer names;

    @BeforeEach
    void open() throws Exception {
        signer = new ZoneSigner("test").delegateUnsigned("llano.test").forge("falso.test");
        names = new TestNameServer(signer)
                .add("mx.test", Type.A, "192.0.2.1")
                .add("alias.test", Type.CNAME, "mx.test.")
                .add("lejos.test", Type.CNAME, "mx.llano.test.")
                .add("falso.test", Type.A, "192.0.2.2")
                .add("mx.llano.test", Type.A, "192.0.2.3")
                .add("otra.example", Type.A, "192.0.2.4")
                .fail("roto.test", Rcode.SERVFAIL);
    }

    @AfterEach
    void close() {
        names.close();
    }

    private DnssecLookup lookup(Mode mode) {
        return DnssecLookup.by(mode, names.address(), signer.anchor());
    }

    @ParameterizedTest
    @CsvSource({
        "mx.test, A, Signed",
        "alias.test, A, Signed",
        "mx.test, TLSA, Signed",
        "_25._tcp.mx.test, TLSA, Signed",
        "nadie.test, MX, Signed",
        "mx.llano.test, A, Unsigned",
        "mx.llano.test, TLSA, Unsigned",
        "lejos.test, A, Unsigned",
        "otra.example, A, Unsigned",
        "falso.test, A, Unknown",
        "roto.test, A, Unknown"
    })
    void tellsWhatIsSigned(String name, String type, String kind) {
        Map<String, Class<? extends Result>> kinds =
                Map.of("Signed", Signed.class, "Unsigned", Unsigned.class, "Unknown", Unknown.class);

        assertThat(lookup(Mode.REQUIRED).find(name, Type.value(type))).isInstanceOf(kinds.get(kind));
    }

    @Test
    void followsAliasesToTheirRecords() {
        Signed found = (Signed) lookup(Mode.REQUIRED).find("alias.test", Type.A);

        assertThat(found.name()).isEqualTo("mx.test");
        assertThat(found.records()).singleElement().hasToString("mx.test.\t\t60\tIN\tA\t192.0.2.1");
    }

    @Test
    void anAbsenceThatIsSignedHasNoRecords() {
        assertThat(lookup(Mode.REQUIRED).find("_25._tcp.mx.test", Type.TLSA))
                .isEqualTo(new Signed(java.util.List.of(), "_25._tcp.mx.test"));
    }

    @Test
    void asksOnceForWhatItKnows() {
        DnssecLookup lookup = lookup(Mode.REQUIRED);
        lookup.find("mx.test", Type.A);
        int asked = names.questions();

        lookup.find("mx.test", Type.A);

        assertThat(names.questions()).isEqualTo(asked);
    }

    @Test
    void isOnWhereTheNameServersPassSignaturesOn() {
        assertThat(lookup(Mode.AUTO).isOn()).isTrue();
        assertThat(lookup(Mode.OFF).isOn()).isFalse();
    }

    @Test
    void isOnlyOnOtherwiseIfItMustBe() throws Exception {
        try (TestNameServer plain = new TestNameServer().add("mx.test", Type.A, "192.0.2.1")) {
            assertThat(DnssecLookup.by(Mode.AUTO, plain.address(), signer.anchor())
                            .isOn())
                    .isFalse();
            DnssecLookup strict = DnssecLookup.by(Mode.REQUIRED, plain.address(), signer.anchor());
            assertThat(strict.isOn()).isTrue();
            assertThat(strict.find("mx.test", Type.A)).isInstanceOf(Unknown.class);
        }
    }

    @Test
    void doesNotBelieveServersThatItHasNotBeenToldTo() throws Exception {
        try (TestNameServer claiming = new TestNameServer().claimValidation().add("mx.test", Type.A, "192.0.2.1")) {
            assertThat(DnssecLookup.by(Mode.RESOLVER, claiming.address(), "").find("mx.test", Type.A))
                    .isInstanceOf(Signed.class);
            assertThat(DnssecLookup.by(Mode.REQUIRED, claiming.address(), signer.anchor())
                            .find("mx.test", Type.A))
                    .isInstanceOf(Unknown.class);
            // Outside the anchor's zone nothing is signed, whatever the server says.
            assertThat(DnssecLookup.by(Mode.REQUIRED, claiming.address(), new ZoneSigner("otro").anchor())
                            .find("mx.test", Type.A))
                    .isInstanceOf(Unsigned.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hola", "test. IN A 192.0.2.1", "test. IN DS 1 8 2 zz"})
    void refusesWhatIsNoAnchor(String text) {
        assertThatThrownBy(() -> DnssecLookup.by(Mode.REQUIRED, "127.0.0.1:53", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("anchor");
    }

    @Test
    void knowsTheRootByItself() {
        assertThat(DnssecLookup.by(Mode.REQUIRED, names.address(), "").find("mx.test", Type.A))
                .as("a server without the root")
                .isInstanceOf(Unknown.class);
    }
}
