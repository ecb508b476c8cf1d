package org.valija.access;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import org.valija.server.TestServer;

/** An authority for users' certificates: the server under test trusts it from {@link #trusted} until it is closed. */
final class UserCertificates implements AutoCloseable {

    private final X509Bundle authority;
    private final Path file;

    private UserCertificates(X509Bundle authority, Path file) {
        this.authority = authority;
        this.file = file;
    }

    static UserCertificates unknown() throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .subject("CN=Autoridad " + UUID.randomUUID())
                .notBefore(Instant.now().minus(Duration.ofDays(2)))
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        return new UserCertificates(
                authority, TestServer.work().resolve("clients").resolve(UUID.randomUUID() + ".pem"));
    }

    /** The server knows it a second later. */
    static UserCertificates trusted() throws Exception {
        UserCertificates made = unknown();
        Path written = Files.writeString(
                made.file.resolveSibling("new"),
                made.authority.getCertificatePEM()); // which the server does not look at
        Files.move(written, made.file);
        return made;
    }

    /** For TLS clients, with the user's name as an e-mail address. */
    static CertificateBuilder of(String user) {
        return new CertificateBuilder()
                .subject("CN=Persona,O=Laboratorio")
                .notBefore(Instant.now().minus(Duration.ofDays(1)))
                .notAfter(Instant.now().plus(Duration.ofDays(30)))
                .ecp256()
                .addSanRfc822Name(user)
                .addExtendedKeyUsageClientAuth();
    }

    X509Bundle issue(CertificateBuilder builder) throws Exception {
        return builder.buildIssuedBy(authority);
    }

    /** What a client has to have to show it. */
    static KeyManager[] shown(X509Bundle certificate) throws Exception {
        return certificate.toKeyManagerFactory().getKeyManagers();
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
