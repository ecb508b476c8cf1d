package org.valija.smtp.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Certificates of an authority of our own, and the files that an administrator would have of them. */
public final class TestCertificates {

    private final X509Bundle authority;

    public TestCertificates() throws Exception {
        authority = new CertificateBuilder()
                .subject("CN=Test authority")
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    public X509Bundle authority() {
        return authority;
    }

    /** For DNS names, with an EC key, valid for 90 days. */
    public X509Bundle server(String... names) throws Exception {
        return issue(server(Instant.now().plus(Duration.ofDays(90)), names).ecp256());
    }

    /** The same with an RSA key. */
    public X509Bundle rsaServer(String... names) throws Exception {
        return issue(server(Instant.now().plus(Duration.ofDays(90)), names).rsa2048());
    }

    public X509Bundle serverUntil(Instant end, String... names) throws Exception {
        return issue(server(end, names).ecp256());
    }

    private static CertificateBuilder server(Instant end, String... names) {
        CertificateBuilder builder = new CertificateBuilder()
                .subject("CN=" + names[0])
                .notBefore(Instant.now().minus(Duration.ofDays(30)))
                .notAfter(end);
        for (String name : names) {
            if (!name.startsWith("*")) {
                builder.addSanDnsName(name); // which takes no wildcard: such a certificate has a common name only
            }
        }
        return builder;
    }

    /** Of a user of this e-mail address, for TLS clients. */
    public X509Bundle client(String email) throws Exception {
        return issue(clientBuilder(email));
    }

    /** The same, to be changed. */
    public static CertificateBuilder clientBuilder(String email) {
        return new CertificateBuilder()
                .subject("CN=Client")
                .notBefore(Instant.now().minus(Duration.ofDays(30)))
                .notAfter(Instant.now().plus(Duration.ofDays(90)))
                .addSanRfc822Name(email)
                .setKeyUsage(true, CertificateBuilder.KeyUsage.digitalSignature)
                .addExtendedKeyUsageClientAuth()
                .ecp256();
    }

    public X509Bundle issue(CertificateBuilder builder) throws Exception {
        return builder.buildIssuedBy(authority);
    }

    /** As certbot lays them down: a folder of the name, with chain and key. */
    public static Path certbot(Path live, String name, X509Bundle certificate) throws IOException {
        Path folder = Files.createDirectories(live.resolve(name));
        Files.writeString(folder.resolve("privkey.pem"), certificate.getPrivateKeyPEM());
        Files.writeString(folder.resolve("fullchain.pem"), certificate.getCertificatePathPEM());
        return folder;
    }
}
