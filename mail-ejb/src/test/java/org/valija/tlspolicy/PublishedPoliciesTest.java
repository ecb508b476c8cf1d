package org.valija.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.route.DnsLookup;
import org.valija.route.DnssecLookup;
import org.valija.route.NextHop;
import org.valija.route.NextHops;
import org.valija.route.PublishedTls.Kind;
import org.valija.route.Route;
import org.valija.route.TestNameServer;
import org.valija.route.TlsOutcomes;
import org.valija.route.ZoneSigner;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class PublishedPoliciesTest {

    private static final String DIGEST = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private ZoneSigner signer;
    private TestNameServer names;

    @BeforeEach
    void open() throws Exception {
        signer = new ZoneSigner("test").delegateUnsigned("llano.test").forge("_25._tcp.falso.test");
        names = new TestNameServer(signer);
        for (String host : List.of("dane", "sin", "inutil", "falso", "raro")) {
            names.add(host + ".test", Type.A, "192.0.2.1");
        }
        names.add("alias.test", Type.CNAME, "dane.test.")
                .add("mx.llano.test", Type.A, "192.0.2.2")
                .add("_25._tcp.dane.test", Type.TLSA, "3 1 1 " + DIGEST)
                .add("_25._tcp.dane.test", Type.TLSA, "1 1 1 " + DIGEST)
                .add("_25._tcp.inutil.test", Type.TLSA, "3 1 1 abcd")
                .add("_25._tcp.inutil.test", Type.TLSA, "0 0 1 " + DIGEST)
                .add("_25._tcp.falso.test", Type.TLSA, "3 1 1 " + DIGEST)
                .fail("_25._tcp.raro.test", Rcode.SERVFAIL)
                .add("_25._tcp.mx.llano.test", Type.TLSA, "3 1 1 " + DIGEST);
    }

    @AfterEach
    void close() {
        names.close();
    }

    private void publish(String domain, String... hosts) throws Exception {
        for (String host : hosts) {
            names.add(domain, Type.MX, "10 " + host + ".");
        }
    }

    private NextHops forDomain(String domain, String policy, String... hosts) {
        DnssecLookup dnssec = DnssecLookup.by(DnssecLookup.Mode.REQUIRED, names.address(), signer.anchor());
        return policies(Optional.of(new Dane(dnssec)), policy).forDomain(domain, found(hosts));
    }

    private PublishedPolicies policies(Optional<Dane> dane, String policy) {
        StsPolicies sts = new StsPolicies(
                new TxtRecords(DnsLookup.by(names.address())),
                domain -> StsPolicy.parse(policy.replace(';', '\n')),
                new PolicyTable(org.valija.outbound.TestDatabase.create()),
                Runnable::run,
                Duration.ofSeconds(1),
                Clock.systemUTC(),
                TlsOutcomes.NONE);
        return new PublishedPolicies(dane, Optional.of(sts), TlsOutcomes.NONE);
    }

    private static NextHops.Hosts found(String... hosts) {
        return new NextHops.Hosts(Arrays.stream(hosts)
                .map(host -> new NextHop(
                        host, List.of(InetAddress.getLoopbackAddress()), 25, Route.Tls.OPPORTUNISTIC, Optional.empty()))
                .toList());
    }

    private static String told(NextHops next) {
        if (next instanceof NextHops.Unresolved unknown) {
            return unknown.status() + " " + unknown.reason();
        }
        return ((NextHops.Hosts) next)
                .hosts().stream()
                        .map(hop -> hop.host() + " " + hop.published().kind()
                                + (hop.published().authentic() ? " signed" : ""))
                        .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the mail host | what comes of it
                "dane.test     | dane.test DANE signed",
                "DANE.test     | DANE.test DANE signed",
                "alias.test    | alias.test DANE signed",
                "sin.test      | sin.test NONE signed",
                "inutil.test   | inutil.test DANE_UNUSABLE signed",
                "mx.llano.test | mx.llano.test NONE signed",
                "falso.test    | 4.4.3 The TLSA records of falso.test can't be validated",
                "raro.test     | 4.4.3 The TLSA records of raro.test can't be validated"
            })
    void whatTheRecordsOfAHostAskFor(String host, String expected) throws Exception {
        publish("b.test", host);

        assertThat(told(forDomain("b.test", "", host))).startsWith(expected);
    }

    /** RFC 8461 section 2: a policy yields to DANE where DANE authenticates, and not where it can't. */
    @ParameterizedTest
    @CsvSource({"enforce, MTA_STS", "testing, DANE_UNUSABLE", "none, DANE_UNUSABLE"})
    void recordsThatAreOfNoUseLeaveItToAPolicyThatIsEnforced(String mode, String kind) throws Exception {
        publish("b.test", "inutil.test");
        names.add("_mta-sts.b.test", Type.TXT, "\"v=STSv1; id=1;\"");

        String policy = "version: STSv1;mode: " + mode + ";mx: inutil.test;max_age: 86400";
        assertThat(told(forDomain("b.test", policy, "inutil.test"))).isEqualTo("inutil.test " + kind + " signed");
    }

    @Test
    void keepsTheUsableRecordsAndTheirName() throws Exception {
        publish("b.test", "alias.test");

        NextHop hop =
                ((NextHops.Hosts) forDomain("b.test", "", "alias.test")).hosts().get(0);

        assertThat(hop.published().tlsa()).extracting(Object::toString).containsExactly("3 1 1 " + DIGEST);
        assertThat(hop.published().serverName()).isEqualTo("dane.test");
        assertThat(hop.isTlsMandatory()).isTrue();
    }

    @Test
    void aHostThatCannotBeValidatedIsLeftOut() throws Exception {
        publish("b.test", "falso.test", "dane.test");

        assertThat(told(forDomain("b.test", "", "falso.test", "dane.test"))).isEqualTo("dane.test DANE signed");
    }

    @Test
    void aHostThatIsNotInTheSignedRecordsIsLeftOut() throws Exception {
        publish("b.test", "dane.test");

        assertThat(told(forDomain("b.test", "", "otro.test"))).startsWith("4.4.3 otro.test is none of the mail hosts");
    }

    @Test
    void withoutSignedExchangersThereIsNoDane() throws Exception {
        publish("b.llano.test", "dane.test");

        assertThat(told(forDomain("b.llano.test", "", "dane.test"))).isEqualTo("dane.test NONE");
    }

    @Test
    void exchangersThatAreForgedAreUsedByNobody() throws Exception {
        signer.forge("b.test");
        publish("b.test", "dane.test");

        assertThat(told(forDomain("b.test", "", "dane.test")))
                .startsWith("4.4.3 The MX records of b.test can't be validated");
    }

    @Test
    void theDomainItselfMayBeItsSignedHost() throws Exception {
        assertThat(told(forDomain("dane.test", "", "dane.test"))).isEqualTo("dane.test DANE signed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enforce | mx.llano.test  | mx.llano.test MTA_STS signed",
                "enforce | otro.test      | 4.7.1 The MTA-STS policy of b.llano.test does not allow the mail host otro.test",
                "testing | mx.llano.test  | mx.llano.test MTA_STS_TESTING",
                "testing | otro.test      | otro.test MTA_STS_TESTING_OTHER_HOST",
                "none    | otro.test      | otro.test NONE"
            })
    void whatAPolicyAsksFor(String mode, String host, String expected) throws Exception {
        names.add("_mta-sts.b.llano.test", Type.TXT, "\"v=STSv1; id=1\"");
        publish("b.llano.test", host);
        String policy = "version: STSv1;mode: " + mode + ";mx: *.llano.test;max_age: 1000";

        assertThat(told(forDomain("b.llano.test", policy, host))).startsWith(expected);
        assertThat(told(policies(Optional.empty(), policy).forDomain("b.llano.test", found(host))))
                .as("with DANE turned off")
                .startsWith(expected);
    }

    @Test
    void hostsThatThePolicyDoesNotNameAreLeftOut() throws Exception {
        names.add("_mta-sts.b.llano.test", Type.TXT, "\"v=STSv1; id=1\"");
        String policy = "version: STSv1;mode: enforce;mx: mx.llano.test;max_age: 1000";

        assertThat(told(forDomain("b.llano.test", policy, "otro.test", "mx.llano.test")))
                .isEqualTo("mx.llano.test MTA_STS signed");
    }

    @Test
    void daneGoesBeforeAPolicy() throws Exception {
        names.add("_mta-sts.b.test", Type.TXT, "\"v=STSv1; id=1\"");
        publish("b.test", "dane.test", "sin.test");
        String policy = "version: STSv1;mode: enforce;mx: sin.test;max_age: 1000";

        assertThat(told(forDomain("b.test", policy, "dane.test", "sin.test")))
                .isEqualTo("dane.test DANE signed, sin.test MTA_STS signed");
    }

    @ParameterizedTest
    @CsvSource({"dane.test, DANE", "sin.test, NONE", "mx.llano.test, NONE", "192.0.2.7, NONE"})
    void aSmartHostHasDaneToo(String host, Kind kind) {
        DnssecLookup dnssec = DnssecLookup.by(DnssecLookup.Mode.REQUIRED, names.address(), signer.anchor());

        NextHops next = policies(Optional.of(new Dane(dnssec)), "").forSmartHost(found(host));

        assertThat(((NextHops.Hosts) next).hosts()).singleElement().satisfies(hop -> {
            assertThat(hop.published().kind()).isEqualTo(kind);
            assertThat(hop.published().domain()).isEmpty();
        });
    }

    @Test
    void sitesOfDifferentPoliciesAreDifferent() throws Exception {
        publish("b.test", "dane.test");
        publish("b.llano.test", "dane.test");

        assertThat(((NextHops.Hosts) forDomain("b.test", "", "dane.test")).site())
                .isEqualTo("dane.test:25 (DANE)")
                .isNotEqualTo(((NextHops.Hosts) forDomain("b.llano.test", "", "dane.test")).site());
    }

    @Test
    void aPolicyIsForgottenAfterItsAge() {
        CachedPolicy cached = new CachedPolicy(
                "b.test",
                "1",
                new StsPolicy(StsPolicy.Mode.ENFORCE, List.of("mx.b.test"), Duration.ofSeconds(10)),
                Instant.EPOCH);

        assertThat(cached.isValid(Instant.EPOCH.plusSeconds(9))).isTrue();
        assertThat(cached.isValid(Instant.EPOCH.plusSeconds(10))).isFalse();
    }
}
