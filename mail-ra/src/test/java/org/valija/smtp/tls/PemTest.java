package org.valija.smtp.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {

    @ParameterizedTest
    @EnumSource(names = {"ecp256", "ecp384", "rsa2048", "ed25519"})
    void takesKeysOfAllKinds(CertificateBuilder.Algorithm algorithm) throws Exception {
        X509Bundle made = new CertificateBuilder()
                .subject("CN=mail.example")
                .algorithm(algorithm)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        ServerIdentity identity = ServerIdentity.of(
                pem(made.getPrivateKeyPEM()).key(Optional.empty()),
                pem("Bag Attributes: none\n" + made.getCertificatePEM()).certificates());
        assertThat(identity.certificate()).isEqualTo(made.getCertificate());
        assertThat(identity.names()).containsExactly("mail.example");
    }

    @Test
    void takesAKeyThatOpensslHasEncrypted() throws Exception {
        ServerIdentity identity = ServerIdentity.of(
                pem(resource("openssl.key")).key(Optional.of("changeit".toCharArray())),
                pem(resource("openssl.crt")).certificates());
        assertThat(identity.names()).containsExactly("openssl.example");
    }

    @Test
    void saysWhatIsWrongWithAPassword() throws IOException {
        Pem key = pem(resource("openssl.key"));
        assertThatThrownBy(() -> key.key(Optional.of("wrong".toCharArray())))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessage("the password of the private key is wrong");
        assertThatThrownBy(() -> key.key(Optional.empty())).hasMessageContaining("no password is set");
    }

    @Test
    void saysHowToConvertAnOldKey() {
        assertThatThrownBy(() -> pem("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n")
                        .key(Optional.empty()))
                .hasMessageContaining("openssl pkcs8 -topk8 -nodes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN CERTIFICATE-----\nMIIB",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----\n",
                "\u0000\u0001\u0002"
            })
    void brokenFilesAreErrors(String text) {
        assertThatThrownBy(() -> pem(text).certificates())
                .isInstanceOfAny(IOException.class, GeneralSecurityException.class);
        assertThatThrownBy(() -> pem(text.replace("CERTIFICATE", "PRIVATE KEY")).key(Optional.empty()))
                .isInstanceOfAny(IOException.class, GeneralSecurityException.class);
    }

    @Test
    void aKeyOfAnotherCertificateIsAnError() throws Exception {
        X509Bundle one = self("one.example");
        X509Bundle other = self("other.example");
        assertThatThrownBy(() -> ServerIdentity.of(one.getKeyPair().getPrivate(), List.of(other.getCertificate())))
                .hasMessageContaining("not that of the first certificate", "CN=other.example");
    }

    private static X509Bundle self(String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static Pem pem(String text) {
        return new Pem(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(PemTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
