package org.valija.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.settings.InvalidSettingException;

/** The files were made by openssl. */
class KeyFileTest {

    @ParameterizedTest
    @CsvSource({
        "rsa.pem, RSA, 2048, rsa-public.pem",
        "rsa-pkcs1.pem, RSA, 2048, rsa-public.pem",
        "ed25519.pem, ED25519, 256, ed25519-public.pem"
    })
    void findsThePublicKeyThatBelongsToIt(String file, Algorithm algorithm, int bits, String publicFile) {
        KeyMaterial key = KeyFile.read("Bag Attributes\n" + Keys.pem(file).replace("\n", "\r\n"));

        assertThat(key.algorithm()).isEqualTo(algorithm);
        assertThat(key.bits()).isEqualTo(bits);
        String published = Keys.pem(publicFile).replaceAll("-----[A-Z ]+-----|\\s", "");
        assertThat(published)
                .as("the end of the X.509 form")
                .endsWith(key.publicKey().substring(4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rsa-768.pem             | 768 bits",
                "rsa-8192.pem            | 8192 bits",
                "ec.pem                  | no private key for RSA or Ed25519",
                "ec-sec1.pem             | no private key for RSA or Ed25519",
                "x25519.pem              | no private key for RSA or Ed25519",
                "rsa-damaged.pem         | damaged",
                "rsa-encrypted.pem       | is encrypted",
                "rsa-pkcs1-encrypted.pem | is encrypted",
                "rsa-public.pem          | the public key",
                "certificate.pem         | a certificate",
                "rfc8463.eml             | no key in PEM"
            })
    void saysWhyAFileIsNoKeyToSignWith(String file, String reason) {
        assertRefused(Keys.pem(file), reason);
    }

    @Test
    void takesOneKeyOnlyAndNoPartOfOne() {
        String key = Keys.pem("ed25519.pem");
        assertRefused(key + Keys.pem("certificate.pem"), "more than one");
        assertRefused(key.replace("-----END", "----"), "no key in PEM");
        assertRefused(key.replace("MC4CAQ", "MC4CAQ="), "no Base64");
        assertRefused("", "no key in PEM");
        assertRefused("x".repeat(40_000), "too long");
    }

    /** Whatever is given: a key, or a sentence. */
    @Property(tries = 2000)
    void nothingElseComesOfIt(@ForAll byte[] der) {
        String base64 = java.util.Base64.getEncoder().encodeToString(der);
        for (String label : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY"}) {
            assertRefused("-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----", "");
        }
    }

    private static void assertRefused(String pem, String reason) {
        assertThatThrownBy(() -> KeyFile.read(pem)).isInstanceOfSatisfying(InvalidSettingException.class, e -> {
            assertThat(e.field()).isEqualTo("key");
            assertThat(e.getMessage()).contains(reason);
        });
    }
}
