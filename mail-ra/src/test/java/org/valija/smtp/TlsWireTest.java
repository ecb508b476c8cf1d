package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.valija.smtp.RunningServer.await;

import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.Client;
import org.valija.ListenerKind;
import org.valija.smtp.tls.ClientTrustSettings;
import org.valija.smtp.tls.TestCertificates;
import org.valija.smtp.tls.TlsKeys;
import org.valija.smtp.tls.TlsSettings;

/** TLS over real sockets: what a client may speak, whose certificate it sees, and what it can't do to others. */
class TlsWireTest {

    private static final int TIMEOUT_MILLIS = 20_000;

    @TempDir
    static Path folder;

    private static TestCertificates certificates;
    private static X509Bundle ec;
    private static X509Bundle rsa;
    private static Path live;
    private static SSLContext trusting;
    private static RunningServer running;
    private static int tlsPort;
    private static RunningServer impatient;
    private static int impatientTlsPort;

    @BeforeAll
    static void start() throws Exception {
        certificates = new TestCertificates();
        ec = certificates.server("mail.example");
        rsa = certificates.rsaServer("kunde.example");
        live = folder.resolve("live");
        TestCertificates.certbot(live, "mail.example", ec);
        TestCertificates.certbot(live, "kunde.example", rsa);
        trusting = newClient();
        TlsSettings often = new TlsSettings(
                Optional.empty(),
                new char[0],
                List.of(live),
                Optional.empty(),
                ClientTrustSettings.NONE,
                Duration.ofMillis(200),
                TlsSettings.DEFAULT_EXPIRY_WARNING);
        TlsKeys keys = TlsKeys.load(often, "mail.example");
        running = new RunningServer(RunningServer.settings(folder, keys));
        tlsPort = running.open(ListenerKind.SUBMISSIONS);
        impatient = new RunningServer(RunningServer.settings(folder.resolve("impatient"), keys)
                .timeouts(timeouts -> timeouts.handshake(Duration.ofSeconds(1))));
        impatientTlsPort = impatient.open(ListenerKind.SUBMISSIONS);
    }

    @AfterAll
    static void stop() {
        running.close();
        impatient.close();
    }

    /** A client that has no session to resume yet. */
    private static SSLContext newClient() throws GeneralSecurityException {
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, new TrustManager[] {certificates.authority().toTrustManager()}, null);
        return client;
    }

    private static SSLSocket connect(Optional<String> name, String... versions) throws IOException {
        return connect(trusting, name, versions);
    }

    private static SSLSocket connect(SSLContext client, Optional<String> name, String... versions) throws IOException {
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket();
        socket.connect(new InetSocketAddress("127.0.0.1", tlsPort), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(
                name.stream().<SNIServerName>map(SNIHostName::new).toList());
        if (versions.length > 0) {
            parameters.setProtocols(versions);
        }
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static Certificate seen(Optional<String> name, String version) throws Exception {
        try (SSLSocket socket = connect(newClient(), name, version)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    // ---- what is spoken ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
                "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
            })
    void refusesSuitesWithoutForwardSecrecyOrAead(String suite) throws IOException {
        for (String name : List.of("mail.example", "kunde.example")) {
            try (SSLSocket socket = connect(Optional.of(name), "TLSv1.2")) {
                socket.setEnabledCipherSuites(new String[] {suite});
                assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
            }
        }
    }

    @Test
    void decidesTheOrderOfSuites() throws IOException {
        try (SSLSocket socket = connect(Optional.empty(), "TLSv1.3")) {
            socket.setEnabledCipherSuites(
                    new String[] {"TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"});
            socket.startHandshake();
            assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
        }
    }

    /** RFC 9325 section 3.5; the first handshake costs the client something, each further one would be nearly free. */
    @Test
    void allowsNoRenegotiation() throws Exception {
        try (SSLSocket socket = connect(Optional.empty(), "TLSv1.2")) {
            socket.startHandshake();
            assertThat(socket.getInputStream().read()).isEqualTo('2');
            socket.startHandshake();
            assertThatThrownBy(() -> {
                        socket.getOutputStream().write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
                        while (socket.getInputStream().read() >= 0) {
                            // the greeting, and then no more
                        }
                        throw new IOException("the end");
                    })
                    .isInstanceOf(IOException.class);
            assertThat(socket.getSession().isValid()).isFalse();
        }
        await("the session's end", () -> running.sessions() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void resumesASession(String version) throws IOException {
        long first = established(version);
        assertThat(established(version)).as("when the session was made").isEqualTo(first);
    }

    /** The client's session is made by the first handshake, and kept by those that resume it. */
    private static long established(String version) throws IOException {
        try (SSLSocket socket = connect(Optional.of("mail.example"), version)) {
            socket.startHandshake();
            socket.getInputStream().read(); // TLS 1.3: the ticket comes with the first data
            return socket.getSession().getCreationTime();
        }
    }

    // ---- names ----

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void showsTheCertificateThatIsAskedFor(String version) throws Exception {
        assertThat(seen(Optional.of("kunde.example"), version)).isEqualTo(rsa.getCertificate());
        assertThat(seen(Optional.of("MAIL.example"), version)).isEqualTo(ec.getCertificate());
        assertThat(seen(Optional.of("unknown.example"), version)).isEqualTo(ec.getCertificate());
        assertThat(seen(Optional.empty(), version)).isEqualTo(ec.getCertificate());
    }

    @Test
    void tellsTheNameThatWasAskedFor() throws IOException {
        running.reset();
        try (SSLSocket socket = connect(Optional.of("kunde.example"))) {
            assertThat(socket.getInputStream().read()).isEqualTo('2');
        }
        Client client = running.handler.connected.get(0);
        assertThat(client.tls().orElseThrow().serverName()).contains("kunde.example");
    }

    // ---- files that change ----

    @Test
    void takesNewFilesWhileSessionsGoOn() throws Exception {
        try (SSLSocket socket = connect(Optional.of("neu.example"))) {
            socket.startHandshake();
            assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(ec.getCertificate());
            X509Certificate added = added("neu.example");
            await("the new certificate", () -> isSeen(added, "neu.example"));
            socket.getOutputStream().write("EHLO x\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII))
                    .isEqualTo("220 ");
        }
    }

    private static boolean isSeen(X509Certificate certificate, String name) {
        try {
            return certificate.equals(seen(Optional.of(name), "TLSv1.3"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate added(String name) throws Exception {
        X509Bundle made = certificates.server(name);
        TestCertificates.certbot(live, name, made);
        return made.getCertificate();
    }

    // ---- STARTTLS ----

    /** STARTTLS, a command behind it and the ClientHello, all in one segment: the command is gone, and so is the hello. */
    @Test
    void throwsAwayAHandshakeThatDidNotWait() throws Exception {
        try (TestClient client = TestClient.greeted(impatient.port)) {
            client.say("EHLO x");
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write("STARTTLS\r\nMAIL FROM:<evil@x>\r\n".getBytes(StandardCharsets.US_ASCII));
            all.write(clientHello());
            client.send(all.toByteArray());
            assertThat(client.reply()).startsWith("220 2.0.0");
            assertThat(client.untilTheEnd()).doesNotContain("250", "MAIL");
        }
        await("the session's end", () -> impatient.sessions() == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 11, 20})
    void throwsAwayWhatFollowsStartTlsHoweverItIsCut(int cut) throws Exception {
        byte[] octets = "STARTTLS\r\nRSET\r\nMAIL FROM:<evil@x>\r\n".getBytes(StandardCharsets.US_ASCII);
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("EHLO x");
            client.send(Arrays.copyOf(octets, cut));
            Thread.sleep(50); // so that it is a segment of its own
            client.send(Arrays.copyOfRange(octets, cut, octets.length));
            assertThat(client.reply()).startsWith("220 2.0.0");
            // Thrown away where it came with STARTTLS; where it came later it is no handshake, and the end.
            assertThat(afterHandshake(client)).isIn("503 5.5.1 EHLO or HELO first", "closed");
        }
        await("the session's end", () -> running.sessions() == 0);
    }

    private static String afterHandshake(TestClient client) {
        try {
            client.handshake(trusting);
            return client.say("MAIL FROM:<ana@x>");
        } catch (IOException e) {
            return "closed";
        }
    }

    @Test
    void forgetsWhatWasLearnedBefore() throws Exception {
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("EHLO before.example");
            client.startTls(trusting);
            assertThat(client.say("MAIL FROM:<ana@x>")).isEqualTo("503 5.5.1 EHLO or HELO first");
            assertThat(client.say("STARTTLS")).startsWith("503 ");
        }
    }

    // ---- ends ----

    @Test
    void aTlsClientOnAPlainPortGetsAnEnd() throws Exception {
        try (TestClient client = TestClient.greeted(running.port)) {
            client.send(clientHello());
            assertThat(client.untilTheEnd()).startsWith("554 5.5.1 No TLS here without STARTTLS\r\n");
        }
        await("the session's end", () -> running.sessions() == 0);
    }

    @Test
    void aClientThatNeverBeginsItsHandshakeIsGone() throws Exception {
        try (Socket silent = new Socket("127.0.0.1", impatientTlsPort)) {
            silent.setSoTimeout(TIMEOUT_MILLIS);
            assertThat(silent.getInputStream().read()).as("the end").isEqualTo(-1);
        }
    }

    @Test
    void aHandshakeThatIsBrokenOffIsGone() throws Exception {
        byte[] hello = clientHello();
        try (Socket half = new Socket("127.0.0.1", impatientTlsPort)) {
            half.setSoTimeout(TIMEOUT_MILLIS);
            half.getOutputStream().write(hello, 0, hello.length / 2);
            assertThat(half.getInputStream().read()).as("the end").isEqualTo(-1);
        }
    }

    /** Two hundred who shake hands at once, and never go on. */
    @Test
    void manyHandshakesDoNotHoldUpOthers() throws Exception {
        byte[] hello = clientHello();
        List<Socket> sockets = new ArrayList<>();
        try (TestClient other = TestClient.greeted(running.port)) {
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket("127.0.0.1", tlsPort);
                sockets.add(socket);
                socket.getOutputStream().write(hello);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(other.say("NOOP")).startsWith("250 ");
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await("the end of all", () -> running.sessions() == 0);
    }

    /** What a client sends first. */
    private static byte[] clientHello() throws Exception {
        SSLEngine engine = trusting.createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), hello);
        assertThat(result.bytesProduced()).isPositive();
        return Arrays.copyOf(hello.array(), hello.position());
    }
}
