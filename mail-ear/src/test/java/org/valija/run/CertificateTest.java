package org.valija.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateTest {

    @TempDir
    Path data;

    @Test
    void isMadeOnceAndOpensWithItsPassword() throws Exception {
        Properties first = new Properties();
        new Certificate(data).into(first, "mail.ejemplo.com");

        Path store = Path.of(first.getProperty("valija.tls.keystore"));
        char[] password = first.getProperty("valija.tls.keystore.password").toCharArray();
        KeyStore keystore = KeyStore.getInstance(store.toFile(), password);
        X509Certificate certificate = (X509Certificate) keystore.getCertificate("valija");
        assertThat(keystore.getKey("valija", password)).isNotNull();
        assertThat(certificate.getSubjectAlternativeNames().toString()).contains("mail.ejemplo.com", "127.0.0.1");
        assertThat(new Certificate(data).pem()).content().startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(store.resolveSibling("keystore.password"))))
                .isEqualTo("rw-------");

        Properties second = new Properties();
        new Certificate(data).into(second, "mail.ejemplo.com");
        assertThat(second).isEqualTo(first);
        assertThat(KeyStore.getInstance(store.toFile(), password).getCertificate("valija"))
                .isEqualTo(certificate);
    }
}
