package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.smtp.SessionLimits;
import org.valija.smtp.SessionTimeouts;
import org.valija.smtp.tls.CertificateName;
import org.valija.smtp.tls.ClientTrustSettings;
import org.valija.smtp.tls.TlsSettings;

class AdapterSettingsTest {

    @Test
    void everythingHasADefault() {
        AdapterSettings settings = read(Map.of());
        int processors = Runtime.getRuntime().availableProcessors();
        assertThat(settings.deliveries())
                .isEqualTo(new WorkQueue.Limits(3 * processors, 100, 25, Duration.ofSeconds(10)));
        assertThat(settings.hostName()).isEmpty();
        assertThat(settings.tls().isEmpty()).isTrue();
        assertThat(settings.tls().reload()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.tls().expiryWarning()).isEqualTo(Duration.ofDays(14));
        assertThat(settings.limits()).isEqualTo(SessionLimits.builder().build());
        assertThat(settings.spoolFree()).isEqualTo(256L << 20);
        assertThat(settings.spoolThreshold()).isEqualTo(256 * 1024);
        assertThat(settings.spoolMemory()).isEqualTo(64L << 20);
        assertThat(settings.spoolDisk()).isEqualTo(4L << 30);
        assertThat(settings.timeouts()).isEqualTo(SessionTimeouts.builder().build());
        assertThat(settings.login().scramIterations()).isEqualTo(4096);
        assertThat(settings.login().tokens()).isEmpty();
    }

    @Test
    void readsWhatTheAdministratorSets() {
        AdapterSettings settings = read(Map.of(
                "valija.hostname", "mail.ejemplo.com",
                "valija.tls.keystore", "/etc/keys.p12",
                "valija.tls.keystore.password", "secret",
                "valija.deliveries", "7",
                "valija.delivery.queue", "8",
                "valija.delivery.wait", "9",
                "valija.connections", "10",
                "valija.spool.threshold", "11K",
                "valija.spool.memory", "12M",
                "valija.spool.disk", " 13G "));
        assertThat(settings.hostName()).contains("mail.ejemplo.com");
        assertThat(settings.tls().keyStore()).contains(Path.of("/etc/keys.p12"));
        assertThat(settings.tls().keyStorePassword()).isEqualTo("secret".toCharArray());
        assertThat(settings.deliveries()).isEqualTo(new WorkQueue.Limits(7, 8, 2, Duration.ofSeconds(9)));
        assertThat(settings.limits().maxConnections()).isEqualTo(10);
        assertThat(settings.spoolThreshold()).isEqualTo(11 << 10);
        assertThat(settings.spoolMemory()).isEqualTo(12L << 20);
        assertThat(settings.spoolDisk()).isEqualTo(13L << 30);
    }

    @Test
    void readsEachLimitOfClients() {
        Map<String, String> properties = new HashMap<>();
        for (String name : List.of(
                "connections",
                "network.connections",
                "network.connections.minute",
                "network.messages.minute",
                "network.recipients.minute",
                "network.ipv4.prefix",
                "network.ipv6.prefix",
                "session.commands",
                "session.errors",
                "session.messages",
                "slow.rate",
                "slow.window")) {
            properties.put("valija." + name, String.valueOf(properties.size() + 1));
        }
        properties.put("valija.spool.free", "14M");
        assertThat(read(properties).spoolFree()).isEqualTo(14L << 20);
        properties.put("valija.network.exempt", "10.0.0.0/8, 2001:db8::1");
        assertThat(read(properties).limits())
                .isEqualTo(SessionLimits.builder()
                        .maxConnections(1)
                        .network(network -> network.connections(2)
                                .connectionsPerMinute(3)
                                .messagesPerMinute(4)
                                .recipientsPerMinute(5)
                                .ipv4Prefix(6)
                                .ipv6Prefix(7)
                                .exempt(List.of("10.0.0.0/8", "2001:db8::1")))
                        .maxCommands(8)
                        .maxErrors(9)
                        .maxMessages(10)
                        .minRate(11)
                        .rateWindow(Duration.ofSeconds(12))
                        .build());
        assertThat(read(Map.of("valija.network.exempt", "none"))
                        .limits()
                        .network()
                        .exempt())
                .isEmpty();
    }

    @Test
    void readsEachTimeout() {
        Duration second = Duration.ofSeconds(1);
        Map<String, String> properties = new HashMap<>();
        for (String name : List.of(
                "command",
                "block",
                "content",
                "unauthenticated",
                "unread",
                "greeting",
                "recipient",
                "proxy",
                "handshake",
                "login",
                "delivery")) {
            properties.put("valija.timeout." + name, String.valueOf(properties.size() + 1));
        }
        assertThat(read(properties).timeouts())
                .isEqualTo(SessionTimeouts.builder()
                        .command(second)
                        .block(second.multipliedBy(2))
                        .content(second.multipliedBy(3))
                        .unauthenticated(second.multipliedBy(4))
                        .unread(second.multipliedBy(5))
                        .greeting(second.multipliedBy(6))
                        .recipient(second.multipliedBy(7))
                        .proxyHeader(second.multipliedBy(8))
                        .handshake(second.multipliedBy(9))
                        .login(second.multipliedBy(10))
                        .delivery(second.multipliedBy(11))
                        .build());
    }

    @Test
    void readsPlacesOfCertificates() {
        TlsSettings tls = read(Map.of(
                        "valija.tls.certificates", "/etc/letsencrypt/live, /etc/mail.pem,",
                        "valija.tls.certificates.password", "secret",
                        "valija.tls.reload", "5",
                        "valija.tls.expiry.warning", "30"))
                .tls();
        assertThat(tls.isEmpty()).isFalse();
        assertThat(tls.certificates()).containsExactly(Path.of("/etc/letsencrypt/live"), Path.of("/etc/mail.pem"));
        assertThat(tls.keyPassword().orElseThrow()).isEqualTo("secret".toCharArray());
        assertThat(tls.reload()).isEqualTo(Duration.ofSeconds(5));
        assertThat(tls.expiryWarning()).isEqualTo(Duration.ofDays(30));
        assertThat(tls.toString()).doesNotContain("secret");
    }

    @Test
    void readsWhoseCertificatesShowWhoAClientIs() {
        assertThat(read(Map.of()).tls().clients().authorities()).isEmpty();
        assertThat(read(Map.of()).tls().clients().names()).isEqualTo(ClientTrustSettings.DEFAULT_NAMES);
        TlsSettings tls = read(Map.of(
                        "valija.tls.clients", "/etc/clients, /etc/more.p12",
                        "valija.tls.clients.password", "secret",
                        "valija.tls.clients.names", "dn, Email"))
                .tls();
        assertThat(tls.clients().authorities()).containsExactly(Path.of("/etc/clients"), Path.of("/etc/more.p12"));
        assertThat(tls.clients().password()).isEqualTo("secret".toCharArray());
        assertThat(tls.clients().names()).containsExactly(CertificateName.DN, CertificateName.EMAIL);
        assertThat(tls.clients().toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail", "email,", "email,email", "cn;dn"})
    void refusesAPlaceOfNamesThatThereIsNot(String names) {
        assertThatThrownBy(() -> read(Map.of("valija.tls.clients.names", names)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("valija.tls.clients.names");
    }

    @ParameterizedTest
    @CsvSource({
        "valija.deliveries, 0",
        "valija.deliveries, many",
        "valija.deliveries, -1",
        "valija.delivery.queue, 99999999999",
        "valija.delivery.wait, 10s",
        "valija.connections, 1.5",
        "valija.spool.threshold, 1G",
        "valija.spool.memory, 0M",
        "valija.spool.disk, 4T",
        "valija.timeout.block, 0",
        "valija.network.ipv4.prefix, 33",
        "valija.network.exempt, localhost",
        "valija.session.messages, 0",
        "valija.timeout.login, 1m",
        "valija.timeout.proxy, 0",
        "valija.login.scram.iterations, 999",
    })
    void namesThePropertyAndItsWrongValue(String property, String value) {
        assertThatThrownBy(() -> read(Map.of(property, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("System property " + property + " must be ")
                .hasMessageEndingWith("not \"" + value + "\"");
    }

    private static AdapterSettings read(Map<String, String> properties) {
        return AdapterSettings.read(properties::get);
    }
}
